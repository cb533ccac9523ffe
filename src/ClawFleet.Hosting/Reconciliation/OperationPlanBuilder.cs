using System.Collections.Immutable;

namespace ClawFleet.Hosting.Reconciliation;

/// <summary>Collects operations; each may only come after ones that are already there, so the graph has no circle.</summary>
internal sealed class OperationPlanBuilder
{
    private readonly ImmutableArray<Operation>.Builder _operations = ImmutableArray.CreateBuilder<Operation>();
    private readonly ImmutableArray<string>.Builder _notices = ImmutableArray.CreateBuilder<string>();

    public int Add(Func<int, ImmutableArray<int>, Operation> make, IEnumerable<int>? after = null)
    {
        var id = _operations.Count + 1;
        _operations.Add(make(id, after is null ? [] : [.. after.Distinct().Order()]));
        return id;
    }

    public void Note(string text) => _notices.Add(text);

    public OperationPlan Build() => new(_operations.ToImmutable(), _notices.ToImmutable());
}
