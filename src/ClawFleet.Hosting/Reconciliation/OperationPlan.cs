using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace ClawFleet.Hosting.Reconciliation;

/// <summary>What is to be done, as a graph: an operation comes after all it depends on.</summary>
/// <param name="Notices">Words for the user that need no operation.</param>
internal sealed record OperationPlan(ImmutableArray<Operation> Operations, ImmutableArray<string> Notices)
{
    /// <summary>Whether anything on the engine will be different afterwards.</summary>
    public bool HasChanges => Operations.Any(o => o is not WaitHealthy);

    /// <summary>One line an operation; tests and <c>--dry-run</c>-like output read it.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        var verbs = Operations.Select(o => o.Verb.Length).DefaultIfEmpty().Max();
        var targets = Operations.Select(o => o.Target.Length).DefaultIfEmpty().Max();
        var ids = Operations.Length.ToString(CultureInfo.InvariantCulture).Length;
        foreach (var operation in Operations)
        {
            var after = operation.After.Length == 0 ? "" : $"  (after {string.Join(' ', operation.After)})";
            text.Append(operation.Id.ToString(CultureInfo.InvariantCulture).PadLeft(ids)).Append("  ")
                .Append(operation.Verb.PadRight(verbs)).Append("  ")
                .Append(operation.Target.PadRight(targets)).Append("  ")
                .Append(operation.Cause).Append(after).Append('\n');
        }

        foreach (var notice in Notices)
        {
            text.Append("note: ").Append(notice).Append('\n');
        }

        return text.ToString();
    }
}
