namespace ClawFleet.Publishing.Aspire;

/// <summary>The way of members' telemetry to Aspire's page.</summary>
/// <param name="Endpoint">URL of the page's OTLP receiver over HTTP, at an address that containers reach; null for the road that Aspire builds itself, a tunnel through a container of its own,
/// whose image it builds from one of Microsoft's registry. Where that cannot be had, no container that waits for the tunnel starts (seen with 13.6.5).</param>
public sealed record AspireTelemetry(string? Endpoint);
