using System.Text.Json.Serialization;

namespace ClawFleet.Hosting;

/// <summary>
/// Where a fleet's telemetry is forwarded to, with the values of its secrets: what <c>up</c> leaves for the program that records the fleet, in a file of mode 0600 beside the
/// members' secret files. Never shown.
/// </summary>
public sealed record TelemetrySettings
{
    /// <summary>Null where that signal is not forwarded.</summary>
    public TelemetryAddress? Traces { get; init; }

    public TelemetryAddress? Metrics { get; init; }

    public TelemetryAddress? Logs { get; init; }

    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>The part of the traces that is forwarded, from 0 to 1.</summary>
    public double Sample { get; init; } = 1;

    /// <summary>Whether both say the same, headers too.</summary>
    public bool Equals(TelemetrySettings? other) => other is not null && Traces == other.Traces && Metrics == other.Metrics && Logs == other.Logs && Sample.Equals(other.Sample)
        && Headers.Count == other.Headers.Count && Headers.All(h => other.Headers.TryGetValue(h.Key, out var value) && value == h.Value);

    public override int GetHashCode() => HashCode.Combine(Traces, Metrics, Logs, Sample, Headers.Count);

    public override string ToString() => nameof(TelemetrySettings);
}

/// <param name="Url">The whole address.</param>
/// <param name="Shown">The same as messages may say it: without a query, and without its path when the file's text holds a secret.</param>
public sealed record TelemetryAddress(string Url, string Shown)
{
    public override string ToString() => Shown;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TelemetrySettings))]
internal sealed partial class TelemetrySettingsJson : JsonSerializerContext;
