using System.Text.Json.Serialization;

namespace ClawFleet.Engine.Wire;

internal sealed record WireError([property: JsonPropertyName("message")] string? Message, [property: JsonPropertyName("cause")] string? Cause);

internal sealed record WireId(string? Id);

internal sealed record WireVersion(string? Version, string? Arch, string? Os, IReadOnlyList<WireComponent>? Components);

internal sealed record WireComponent(string? Name, string? Version);

internal sealed record WireInfo(string? OperatingSystem, string? Driver, IReadOnlyList<string>? SecurityOptions, Dictionary<string, WireRuntime>? Runtimes, bool? Rootless, string? CgroupVersion, string? DockerRootDir, string? LoggingDriver);

internal sealed record WireRuntime([property: JsonPropertyName("path")] string? Path);

internal sealed record WireEvent(
    string? Type, string? Action, WireActor? Actor, [property: JsonPropertyName("timeNano")] long? TimeNano, [property: JsonPropertyName("time")] long? Time,
    [property: JsonPropertyName("status")] string? Status, [property: JsonPropertyName("id")] string? Id, string? HealthStatus);

internal sealed record WireActor(string? ID, Dictionary<string, string>? Attributes);
