namespace ClawFleet.Hosting.Upgrades;

/// <summary>How far an upgrade has come, as its journal says; what a later command may do follows from it.</summary>
public enum UpgradePhase
{
    /// <summary>Volumes are being copied. Nothing is changed yet; the copy is worth nothing.</summary>
    Copying,

    /// <summary>The copy is whole, and what comes after may be at work on the volumes. Only the upgrade itself goes on from here, or the way back.</summary>
    Replacing,

    /// <summary>Volumes are being put back from the copy: half of them may be written. Nothing may run on them.</summary>
    RollingBack,

    /// <summary>The volumes are as they were before.</summary>
    Restored,

    /// <summary>Done, and the copy is kept as asked for.</summary>
    Kept,

    /// <summary>Done; the copy is on its way out.</summary>
    Done,
}
