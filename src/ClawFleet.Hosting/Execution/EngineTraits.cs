using ClawFleet.Engine;

namespace ClawFleet.Hosting.Execution;

/// <summary>What kind of engine it is, as far as that changes how a plan becomes containers.</summary>
/// <param name="IsPodman">Podman rather than Docker.</param>
/// <param name="IsRootless">It runs as an ordinary user, and containers live in a user namespace of that user.</param>
/// <param name="CgroupVersion">Of the host's control groups: <c>1</c>, <c>2</c>, or empty.</param>
internal sealed record EngineTraits(bool IsPodman, bool IsRootless, string CgroupVersion)
{
    /// <summary>What the engine keeps output with by default.</summary>
    public string LogDriver { get; init; } = "";

    /// <summary>All that it says of itself; null when it was not asked.</summary>
    public EngineInfo? Engine { get; init; }

    /// <summary>
    /// A member that writes without end must not fill the disk: 100 MB are kept of each. Docker's own default for <c>json-file</c> is no bound at all
    /// (https://docs.docker.com/engine/logging/drivers/json-file/). Who has chosen another driver knows why, and journald and Podman bound themselves.
    /// </summary>
    public LogRetention? Logs => !IsPodman && LogDriver == "json-file" ? new LogRetention(LogDriver, MaxFileMegabytes: 20, MaxFiles: 5) : null;

    public static EngineTraits Rootful { get; } = new(IsPodman: false, IsRootless: false, "2");

    /// <summary>
    /// Rootless Podman can give its user the same id in the container: a bind-mounted workspace is writable there and what is written belongs to the user,
    /// and secret files need no other reader than their owner.
    /// </summary>
    public bool KeepsInvoker => IsPodman && IsRootless;

    /// <summary>Rootless Docker has no such mapping: the container's user is a subordinate id that owns nothing on the host.</summary>
    public bool MapsUsersAway => IsRootless && !IsPodman;

    public static async Task<EngineTraits> OfAsync(IContainerEngine engine, CancellationToken ct)
    {
        var info = await engine.GetInfoAsync(ct).ConfigureAwait(false);
        return new EngineTraits(info.IsPodman, info.Rootless, info.CgroupVersion) { LogDriver = info.LogDriver, Engine = info };
    }
}
