namespace ClawFleet.Model.Plans;

/// <summary>Labels on everything the fleet owns on an engine. They are the truth: no state file is needed to find, adopt or remove a fleet.</summary>
public static class FleetLabels
{
    public const string Fleet = "dev.clawfleet.fleet";

    /// <summary>
    /// The fleet's name in place of <see cref="Fleet"/> on what <c>clawden publish</c> wrote and another engine made: it can be found (conformance does), and no command of ClawFleet's takes it for its own.
    /// </summary>
    public const string Published = "dev.clawfleet.published";

    public const string Member = "dev.clawfleet.member";
    public const string Runtime = "dev.clawfleet.runtime";
    public const string PlanHash = "dev.clawfleet.plan-hash";

    /// <summary>
    /// Keyed hashes (HMAC-SHA-256 with a key that only the host has, 16 hex digits each) of the secret values the container was started with, by secret, so that a changed
    /// token replaces it and can be named: <c>key=…;TG_MAIN=…</c>, where <c>key</c> marks the key itself. Absent when it mounts no secret.
    /// </summary>
    public const string SecretsHash = "dev.clawfleet.secrets-hash";

    /// <summary><c>member</c> or <c>sidecar</c>.</summary>
    public const string Role = "dev.clawfleet.role";

    /// <summary><c>true</c> or <c>false</c>.</summary>
    public const string Simulated = "dev.clawfleet.simulated";

    /// <summary>On the copy of a volume that an upgrade made: the volume's name.</summary>
    public const string CopyOf = "dev.clawfleet.copy-of";

    /// <summary>On a container that copies a volume, and is no part of the fleet: the fleet's name.</summary>
    public const string Helper = "dev.clawfleet.helper";

    /// <summary>Absolute path of the file the fleet came from.</summary>
    public const string Source = "dev.clawfleet.source";

    /// <summary>The plan's own record of what made it, compact JSON of the <see cref="ContainerPlan"/>, so that a later run can say what changed.</summary>
    public const string Plan = "dev.clawfleet.plan";
}
