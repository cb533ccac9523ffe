using System.Collections.Immutable;

namespace ClawFleet.Model.Plans;

/// <summary>How the fleet's page is served. Nothing of it is in a container, so that it never replaces one.</summary>
/// <param name="Port">TCP port on 127.0.0.1; null for the usual one, or a free one when that is taken.</param>
/// <param name="BasePath">Path that the page is below: empty, or such as <c>/_fleet</c>.</param>
/// <param name="TrustedProxies">Loopback addresses of reverse proxies that are believed.</param>
public sealed record DashboardPlan(int? Port, string BasePath, ImmutableArray<string> TrustedProxies);
