using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

namespace ClawFleet.Conformance.Subject;

/// <summary>One test for every PostgreSQL sidecar of the fleet.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class EachDatabaseAttribute : DataAttribute
{
    public override async ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker)
    {
        TheoryDataRow<string>[] rows = [.. (await FleetChoice.Current.ContainersAsync()).Where(c => c is { IsSidecar: true, Runtime: "postgres" }).Select(c => new TheoryDataRow<string>(c.Name))];

        // A theory without data counts as failed.
        return rows.Length > 0 ? rows : [new TheoryDataRow<string>("none") { Skip = "the fleet has no database" }];
    }

    public override bool SupportsDiscoveryEnumeration() => true;
}
