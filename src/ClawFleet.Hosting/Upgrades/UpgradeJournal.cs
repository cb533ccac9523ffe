using System.Collections.Immutable;
using ClawFleet.Model.Editing;

namespace ClawFleet.Hosting.Upgrades;

/// <summary>What an upgrade has to remember in case it is cut off: kept in the fleet's state folder from before anything is stopped until the copy is removed. Holds no secret.</summary>
public sealed record UpgradeJournal
{
    /// <summary>The member's name in the file; its replicas are upgraded together.</summary>
    public required string Member { get; init; }

    public required UpgradePhase Phase { get; init; }

    /// <summary>What ran before, and what is to run, for people.</summary>
    public required string From { get; init; }

    public required string To { get; init; }

    public required DateTimeOffset Started { get; init; }

    /// <summary>Absolute path of the fleet's file.</summary>
    public required string File { get; init; }

    /// <summary>What changes in the file when the new version is healthy; null when nothing does.</summary>
    public FileEdit? Edit { get; init; }

    /// <summary>SHA-256 of the file's bytes before.</summary>
    public required string FileBefore { get; init; }

    /// <summary>SHA-256 of the file's bytes with the change made; null when nothing changes.</summary>
    public string? FileAfter { get; init; }

    /// <summary>The plans of the containers that ran before, as their labels had them.</summary>
    public required ImmutableArray<string> Containers { get; init; }

    public required ImmutableArray<VolumeCopy> Volumes { get; init; }

    /// <summary>Whether nothing but the upgrade itself may touch the member now.</summary>
    public bool Blocks => Phase is UpgradePhase.Replacing or UpgradePhase.RollingBack;

    /// <summary>What to do about an upgrade that was cut off, in one sentence without a full stop.</summary>
    public string Remedy => Phase == UpgradePhase.Replacing
        ? $"`clawden upgrade {Member}` goes on with it, `clawden upgrade --rollback {Member}` puts {From} and its data back"
        : $"`clawden upgrade --rollback {Member}` puts {From} and its data back";
}

/// <summary>A volume and its copy.</summary>
/// <param name="Volume">Name on the engine.</param>
/// <param name="Member">The member (one replica) whose it is.</param>
/// <param name="Image">An image with a shell that is there: the one of the container that mounts the volume.</param>
/// <param name="User"><c>uid:gid</c> that owns what is in it.</param>
public sealed record VolumeCopy(string Volume, string Member, string Image, string User)
{
    /// <summary>Name of the copy on the engine.</summary>
    public string Copy => Volume + "-before-upgrade";
}
