using System.Text.Json.Serialization;

namespace ClawFleet.Engine.Wire;

/// <summary>Answer of <c>/containers/{id}/stats</c> (Docker Engine API 1.41; Podman's is the same where it says something).</summary>
internal sealed record WireStats
{
    [JsonPropertyName("read")]
    public DateTimeOffset Read { get; init; }

    [JsonPropertyName("cpu_stats")]
    public WireCpuStats? Cpu { get; init; }

    [JsonPropertyName("memory_stats")]
    public WireMemoryStats? Memory { get; init; }

    [JsonPropertyName("pids_stats")]
    public WirePidsStats? Pids { get; init; }

    [JsonPropertyName("networks")]
    public Dictionary<string, WireNetworkStats>? Networks { get; init; }
}

internal sealed record WireCpuStats([property: JsonPropertyName("cpu_usage")] WireCpuUsage? Usage);

internal sealed record WireCpuUsage([property: JsonPropertyName("total_usage")] ulong Total);

/// <param name="Details">The control group's own counters; <c>total_inactive_file</c> in version 1, <c>inactive_file</c> in version 2.</param>
internal sealed record WireMemoryStats(
    [property: JsonPropertyName("usage")] ulong? Usage, [property: JsonPropertyName("limit")] ulong? Limit,
    [property: JsonPropertyName("stats")] Dictionary<string, ulong>? Details);

internal sealed record WirePidsStats([property: JsonPropertyName("current")] ulong? Current);

internal sealed record WireNetworkStats([property: JsonPropertyName("rx_bytes")] ulong Received, [property: JsonPropertyName("tx_bytes")] ulong Sent);
