namespace ClawFleet.Engine.Wire;

internal sealed record WireNetworkSettings(Dictionary<string, WireEndpoint?>? Networks, Dictionary<string, IReadOnlyList<WireHostPort>?>? Ports);

internal sealed record WireEndpoint(string? IPAddress, string? GlobalIPv6Address);

internal sealed record WireHostPort(string? HostIp, string? HostPort);

internal sealed record WireHealth(string? Status, int? FailingStreak, IReadOnlyList<WireHealthCheckRun>? Log);

internal sealed record WireHealthCheckRun(string? Start, string? End, int? ExitCode, string? Output);
