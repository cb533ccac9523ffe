using System.Collections.Immutable;
using System.Net;
using ClawFleet.Hosting.Hosts;

namespace ClawFleet.Observer.Keeping;

/// <summary>What a keeper was asked for.</summary>
internal sealed record KeeperOptions
{
    /// <summary>Port of the page on 127.0.0.1; null for the usual one, or a free one when that is taken.</summary>
    public int? Port { get; init; }

    /// <summary>Port for OTLP over HTTP on 127.0.0.1; null for a free one.</summary>
    public int? OtlpPort { get; init; }

    /// <summary>Leaves out the buttons that stop or restart a member.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>Path that the page is below; empty, or such as <c>/_fleet</c>.</summary>
    public string BasePath { get; init; } = "";

    /// <summary>Reverse proxies on this machine that are believed.</summary>
    public ImmutableArray<IPAddress> TrustedProxies { get; init; } = [];

    /// <summary>The program's own arguments, for those who look whether it runs as they want it.</summary>
    public ImmutableArray<string> Arguments { get; init; } = [];

    /// <summary>The process that started this one.</summary>
    public ProcessIdentity? Starter { get; init; }

    /// <summary>Started by <c>up</c>: supervises too, and ends when the fleet is gone.</summary>
    public bool InBackground { get; init; }
}
