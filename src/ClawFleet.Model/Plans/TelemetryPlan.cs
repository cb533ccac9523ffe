using System.Collections.Immutable;

namespace ClawFleet.Model.Plans;

/// <summary>Where telemetry is forwarded to. Nothing of it is in a container, so that it never replaces one.</summary>
public sealed record TelemetryPlan
{
    /// <summary>Null where that signal is not forwarded.</summary>
    public TelemetryTarget? Traces { get; init; }

    public TelemetryTarget? Metrics { get; init; }

    public TelemetryTarget? Logs { get; init; }

    /// <summary>Headers of every request; each value is a secret reference (<c>secret://NAME</c>).</summary>
    public required ImmutableSortedDictionary<string, string> Headers { get; init; }

    /// <summary>The part of the traces that is forwarded, from 0 to 1.</summary>
    public double Sample { get; init; } = 1;

    /// <summary>The secrets that headers and addresses refer to. No container mounts them.</summary>
    public required ImmutableArray<SecretPlan> Secrets { get; init; }
}

/// <param name="Url">The whole address (http or https), or a secret reference when the file's text holds a secret.</param>
/// <param name="IsBase">For a reference: the signal's path is still to be added, whatever path the address has (<see cref="OtlpUrl.Complete"/>).</param>
public sealed record TelemetryTarget(string Url, bool IsBase = false);
