namespace ClawFleet.Engine;

/// <summary>What kind of failure an engine reported.</summary>
public enum EngineErrorKind
{
    /// <summary>No engine answers where one was looked for.</summary>
    Unreachable,
    /// <summary>The socket is there but this user may not use it.</summary>
    PermissionDenied,
    /// <summary>The connection broke in the middle of a call.</summary>
    ConnectionLost,
    NotFound,
    /// <summary>A name is taken, or the thing is in a state that forbids the call.</summary>
    Conflict,
    BadRequest,
    /// <summary>A host port is in use.</summary>
    PortInUse,
    NoSpace,
    BuildFailed,
    PullFailed,
    /// <summary>A registry did not take an image.</summary>
    PushFailed,
    /// <summary>The engine itself failed (5xx).</summary>
    EngineFault,
    /// <summary>The engine lacks what was asked for (an OCI runtime, an API version).</summary>
    Unsupported,
}

/// <summary>An engine call failed. The message is one sentence a user can act on; it never holds a secret.</summary>
public sealed class EngineException(EngineErrorKind kind, string message, Exception? inner = null) : Exception(message, inner)
{
    public EngineErrorKind Kind { get; } = kind;

    /// <summary>HTTP status of the engine's answer, where there was one.</summary>
    public int? StatusCode { get; init; }

    /// <summary>For <see cref="EngineErrorKind.PortInUse"/>: the port on the host.</summary>
    public int? Port { get; init; }

    /// <summary>For <see cref="EngineErrorKind.BuildFailed"/>: the last lines of the build's output.</summary>
    public IReadOnlyList<string> LastLines { get; init; } = [];
}
