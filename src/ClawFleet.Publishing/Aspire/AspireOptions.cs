using System.Collections.Immutable;

namespace ClawFleet.Publishing.Aspire;

/// <summary>What the machine adds to a plan when Aspire runs it.</summary>
public sealed record AspireOptions
{
    /// <summary>The folder of this machine that a container, by its name in the plan, sees as <c>/run/secrets</c>.</summary>
    public required Func<string, string> SecretsFolder { get; init; }

    /// <summary>Options that every container gets on this engine.</summary>
    public ImmutableArray<string> EngineArguments { get; init; } = [];

    /// <summary>How many open files the engine can give a container at most; null for no bound.</summary>
    public int? OpenFilesCeiling { get; init; }

    /// <summary>Where members send their telemetry; null for nowhere.</summary>
    public AspireTelemetry? Telemetry { get; init; }
}
