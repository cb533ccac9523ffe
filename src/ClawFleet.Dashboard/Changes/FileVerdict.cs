namespace ClawFleet.Dashboard.Changes;

/// <summary>How the fleet's file stands to what runs.</summary>
internal enum FileVerdict
{
    /// <summary>The fleet came from no file (<c>clawden run</c>), or from one that is not there any more.</summary>
    NoFile,

    /// <summary>What runs is as the file says; members that were stopped count as that.</summary>
    Same,

    Differs,

    /// <summary>The file cannot be taken as it is.</summary>
    Faulty,
}
