namespace ClawFleet.Cli;

/// <summary>What is to be there while a fleet runs.</summary>
public sealed class FleetApplicationBuilder
{
    private readonly string[] _args;

    internal FleetApplicationBuilder(string[] args) => _args = args;

    /// <summary>Parts that live as long as the application, such as telemetry exporters; disposed after it, the last one first.</summary>
    public IList<IDisposable> Lifetime { get; } = [];

    public FleetApplication Build() => new(_args, [.. Lifetime]);
}
