using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

namespace ClawFleet.Conformance.Subject;

/// <summary>One test for every container of the fleet, sidecars too.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class EachContainerAttribute : DataAttribute
{
    public override async ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker)
        => [.. (await FleetChoice.Current.ContainersAsync()).Select(c => new TheoryDataRow<string>(c.Name))];

    public override bool SupportsDiscoveryEnumeration() => true;
}
