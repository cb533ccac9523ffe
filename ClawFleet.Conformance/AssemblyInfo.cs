using ClawFleet.Conformance.Reporting;
using ClawFleet.Conformance.Subject;

// Promises are about one fleet, and some of them disturb it: one at a time, the disturbing ones last.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
[assembly: TestCollectionOrderer(typeof(CollectionsByName))]
[assembly: AssemblyFixture(typeof(FleetUnderTest))]
[assembly: RecordOutcome]
