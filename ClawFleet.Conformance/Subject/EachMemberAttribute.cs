using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

namespace ClawFleet.Conformance.Subject;

/// <summary>One test for every member of the fleet, for what a sidecar does not promise (an API, a configuration of its own).</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class EachMemberAttribute : DataAttribute
{
    public override async ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker)
        => [.. (await FleetChoice.Current.ContainersAsync()).Where(c => !c.IsSidecar).Select(c => new TheoryDataRow<string>(c.Name))];

    public override bool SupportsDiscoveryEnumeration() => true;
}
