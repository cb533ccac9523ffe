using System.Text.Json.Serialization;

namespace ClawFleet.Engine.Wire;

internal sealed record WireNetworkCreate(string Name, string Driver, bool CheckDuplicate, bool Internal, IReadOnlyDictionary<string, string> Labels);

internal sealed record WireNetworkConnect(string Container, WireEndpointConfig EndpointConfig);

internal sealed record WireNetworkDisconnect(string Container, bool Force);

internal sealed record WireNetworkRow(string? Id, string? Name, bool? Internal, Dictionary<string, string>? Labels, [property: JsonPropertyName("IPAM")] WireIpam? Ipam);

internal sealed record WireNetwork([property: JsonPropertyName("IPAM")] WireIpam? Ipam);

internal sealed record WireIpam(IReadOnlyList<WireIpamConfig>? Config);

internal sealed record WireIpamConfig(string? Gateway, string? Subnet);

internal sealed record WireVolumes(IReadOnlyList<WireVolume>? Volumes);

internal sealed record WireVolume(string? Name, Dictionary<string, string>? Labels);

internal sealed record WireVolumeCreate(string Name, IReadOnlyDictionary<string, string> Labels);
