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

    public async IAsyncEnumerable<EngineEvent> WatchEventsAsync(string? labelFilter, DateTimeOffset? since, [EnumeratorCancellation] CancellationToken ct)
    {
        const string doing = "watch the engine's events";
        var path = new Query("/events").Add("since", since is { } moment ? ContainerCalls.UnixTime(moment) : null).AddLabelFilters(labelFilter is null ? [] : [labelFilter]).ToString();
        await using var stream = await http.StreamAsync(HttpMethod.Get, path, null, doing, ct).ConfigureAwait(false);
        await foreach (var message in JsonLines.ReadAsync(stream, WireJson.Default.WireEvent, ct).ConfigureAwait(false))
            yield return EventMapping.Event(message);
        // The engine ends this stream only by going away.
        throw EngineErrors.FromTransport(doing, new EndOfStreamException(), http.Connector, ct);
    }
}
