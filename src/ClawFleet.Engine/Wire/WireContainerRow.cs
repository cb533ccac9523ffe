using System.Text.Json.Serialization;

namespace ClawFleet.Engine.Wire;

/// <summary>One element of <c>GET /containers/json</c>.</summary>
internal sealed record WireContainerRow(
    string? Id, IReadOnlyList<string>? Names, string? Image, string? ImageID, [property: JsonConverter(typeof(WireTime))] DateTimeOffset Created,
    IReadOnlyList<WirePort>? Ports, Dictionary<string, string>? Labels, string? State, string? Status, WireNetworkSettings? NetworkSettings, WireHealth? Health);

internal sealed record WirePort(string? IP, int PrivatePort, int? PublicPort, string? Type);

internal sealed record WireHealth(string? Status);

internal sealed record WireNetworkSettings(Dictionary<string, WireEndpoint?>? Networks, Dictionary<string, IReadOnlyList<WireHostPort>?>? Ports);

internal sealed record WireEndpoint(string? IPAddress, string? GlobalIPv6Address);

internal sealed record WireHostPort(string? HostIp, string? HostPort);
