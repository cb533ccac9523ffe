namespace ClawFleet.EndToEnd.Secrets;

/// <summary>Fleets of all runtimes at once start alone, after the other tests: beside them a real OpenClaw that another test is talking to would miss its own time limits.</summary>
[CollectionDefinition(nameof(WholeFleets), DisableParallelization = true)]
public sealed class WholeFleets;
