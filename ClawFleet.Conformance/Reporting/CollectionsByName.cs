using Xunit.Sdk;
using Xunit.v3;

namespace ClawFleet.Conformance.Reporting;

/// <summary>Runs collections in the order of their names: "1 at rest" before "2 disturbed".</summary>
public sealed class CollectionsByName : ITestCollectionOrderer
{
    public const string AtRest = "1 at rest";
    public const string Disturbed = "2 disturbed";

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection
        => [.. testCollections.OrderBy(c => c.TestCollectionDisplayName, StringComparer.Ordinal)];
}
