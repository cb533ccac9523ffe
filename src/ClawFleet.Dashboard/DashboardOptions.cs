using System.Collections.Immutable;
using System.Net;
using ClawFleet.Telemetry;

namespace ClawFleet.Dashboard;

/// <summary>How a fleet's page is served.</summary>
public sealed record DashboardOptions
{
    /// <summary>The TCP port on 127.0.0.1; 0 takes any that is free.</summary>
    public int Port { get; init; }

    /// <summary>Where the page is below the address: empty, or a path such as <c>/fleet</c> with a slash at its beginning and none at its end.</summary>
    public string BasePath { get; init; } = "";

    /// <summary>Reverse proxies on this machine whose <c>X-Forwarded-Host</c>, <c>-Proto</c> and <c>-Prefix</c> are believed. Nobody else's are.</summary>
    public ImmutableArray<IPAddress> TrustedProxies { get; init; } = [];

    /// <summary>Whether members can be started, restarted and stopped from the page and through its API.</summary>
    public bool AllowLifecycle { get; init; } = true;

    /// <summary>How the forwarding of telemetry goes, by signal; empty when nothing is forwarded.</summary>
    public Func<ImmutableArray<SignalForwarding>> Forwarding { get; init; } = () => [];

    /// <summary>The clock of the login's expiry and of the time ranges; tests bring their own.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    internal void Check()
    {
        if (Port is < 0 or > 65535)
            throw new ArgumentException($"{nameof(Port)}: {Port} is no TCP port; 0 takes any that is free");
        if (BasePath.Length > 0 && (BasePath[0] != '/' || BasePath[^1] == '/' || BasePath.Any(c => !char.IsAsciiLetterOrDigit(c) && !"/-_.".Contains(c, StringComparison.Ordinal))
            || BasePath.Contains("//", StringComparison.Ordinal)))
            throw new ArgumentException($"{nameof(BasePath)}: '{BasePath}' is not empty and no path such as '/fleet'");
        if (TrustedProxies.FirstOrDefault(p => !IPAddress.IsLoopback(p)) is { } far)
            throw new ArgumentException($"{nameof(TrustedProxies)}: the page listens on 127.0.0.1 alone, where {far} cannot reach it");
    }
}
