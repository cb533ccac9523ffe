namespace ClawFleet.Simulator.Faults;

/// <summary>What can be made to go wrong.</summary>
internal enum FaultKind
{
    None,

    /// <summary>The process ends by itself.</summary>
    Exit,

    /// <summary>The health route answers 503.</summary>
    Unhealthy,

    /// <summary>The port opens late.</summary>
    SlowStart,

    /// <summary>SIGTERM and SIGINT do nothing.</summary>
    IgnoreSigterm,

    /// <summary>Lines without end on stdout.</summary>
    LogFlood,
}
