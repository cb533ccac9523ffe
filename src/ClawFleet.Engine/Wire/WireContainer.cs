using System.Text.Json.Serialization;

namespace ClawFleet.Engine.Wire;

/// <summary>The answer of <c>GET /containers/ID/json</c>, as far as it is used.</summary>
internal sealed record WireContainer(
    string? Id, string? Name, string? Image, [property: JsonConverter(typeof(WireTime))] string? Created, string? Path, IReadOnlyList<string>? Args,
    int? RestartCount, WireState? State, WireConfig? Config, WireHostState? HostConfig, IReadOnlyList<WireMountPoint>? Mounts, WireNetworkSettings? NetworkSettings);

/// <remarks>Podman up to 4 says <c>Healthcheck</c> where Docker says <c>Health</c>.</remarks>
internal sealed record WireState(
    string? Status, int? ExitCode, bool? OOMKilled, string? Error, int? Pid, string? StartedAt, string? FinishedAt, WireHealth? Health, WireHealth? Healthcheck);

internal sealed record WireConfig(
    string? User, string? Hostname, IReadOnlyList<string>? Env, string? Image, Dictionary<string, string>? Labels);

internal sealed record WireHostState(
    bool? ReadonlyRootfs, IReadOnlyList<string>? CapDrop, IReadOnlyList<string>? CapAdd, IReadOnlyList<string>? SecurityOpt, bool? Privileged,
    long? Memory, long? PidsLimit, long? NanoCpus, WireRestartPolicy? RestartPolicy, Dictionary<string, IReadOnlyList<WireHostPort>?>? PortBindings, Dictionary<string, string>? Tmpfs);

internal sealed record WireMountPoint(string? Type, string? Name, string? Source, string? Destination, bool? RW);

internal sealed record WireRestartPolicy(string? Name, int? MaximumRetryCount);
