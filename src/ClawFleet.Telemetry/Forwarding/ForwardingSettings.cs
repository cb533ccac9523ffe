namespace ClawFleet.Telemetry;

/// <summary>Where each signal goes, by OTLP over HTTP.</summary>
public sealed record ForwardingSettings
{
    /// <summary>Null where that signal is not forwarded.</summary>
    public ForwardingEndpoint? Traces { get; init; }

    public ForwardingEndpoint? Metrics { get; init; }

    public ForwardingEndpoint? Logs { get; init; }

    /// <summary>Headers of every request. Their values are never shown.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>The part of the traces that is forwarded, from 0 to 1. A trace's id decides, so that it is forwarded whole or not at all.</summary>
    public double Sample { get; init; } = 1;

    public ForwardingEndpoint? Of(Signal signal) => signal switch
    {
        Signal.Traces => Traces,
        Signal.Metrics => Metrics,
        _ => Logs,
    };

    public override string ToString() => nameof(ForwardingSettings);
}
