using System.Runtime.CompilerServices;
using ClawFleet.Engine.Containers;
using ClawFleet.Engine.Errors;
using ClawFleet.Engine.Http;
using ClawFleet.Engine.Streams;
using ClawFleet.Engine.Wire;

namespace ClawFleet.Engine.Daemon;

/// <summary>The engine itself: what it is, and its events.</summary>
internal sealed class DaemonCalls(EngineHttp http)
{
    public async Task<EngineInfo> GetInfoAsync(CancellationToken ct)
    {
        var identity = await http.IdentifyAsync(ct).ConfigureAwait(false);
        var versionCall = http.GetAsync("/version", WireJson.Default.WireVersion, "ask the engine for its version", ct);
        var info = await http.GetAsync("/info", WireJson.Default.WireInfo, "ask the engine what it is", ct).ConfigureAwait(false);
        var version = await versionCall.ConfigureAwait(false);
        var rootless = info.Rootless ?? info.SecurityOptions?.Any(o => o.Contains("rootless", StringComparison.Ordinal)) ?? false;
        return new EngineInfo(identity.IsPodman ? "Podman" : "Docker", version.Version ?? "", identity.Version.ToString(), version.Arch ?? "", info.OperatingSystem ?? version.Os ?? "",
            rootless, [.. (info.Runtimes?.Keys ?? Enumerable.Empty<string>()).Order(StringComparer.Ordinal)], info.Driver ?? "", http.Connector.Chosen?.ToString() ?? "")
        {
            CgroupVersion = info.CgroupVersion ?? "",
            LogDriver = info.LoggingDriver ?? "",
            StorageFolder = info.DockerRootDir ?? "",
        };
    }

    /// <summary>
    /// Of Docker nothing else is asked for: each of a container's own health checks is three events that carry all its labels (matched by their beginning, so that
    /// <c>health_status</c> takes those with a suffix: moby, daemon/events/filter.go).
    /// </summary>
    private static readonly string[] Life = ["create", "start", "die", "oom", "stop", "kill", "restart", "pause", "unpause", "rename", "destroy", "health_status"];

    public async IAsyncEnumerable<EngineEvent> WatchEventsAsync(string? labelFilter, DateTimeOffset? since, [EnumeratorCancellation] CancellationToken ct)
    {
        const string doing = "watch the engine's events";
        var isPodman = (await http.IdentifyAsync(ct).ConfigureAwait(false)).IsPodman; // Its words are others.
        var path = new Query("/events").Add("since", since is { } moment ? ContainerCalls.UnixTime(moment) : null)
            .AddFilters(("label", labelFilter is null ? [] : [labelFilter]), ("type", ["container"]), ("event", isPodman ? [] : Life)).ToString();
        await using var stream = await http.StreamAsync(HttpMethod.Get, path, null, doing, ct).ConfigureAwait(false);
        await foreach (var message in JsonLines.ReadAsync(stream, WireJson.Default.WireEvent, ct).ConfigureAwait(false))
        {
            if (EventMapping.Event(message) is var seen && Life.Contains(seen.Action))
                yield return seen;
        }
        // The engine ends this stream only by going away.
        throw EngineErrors.FromTransport(doing, new EndOfStreamException(), http.Connector, ct);
    }
}
