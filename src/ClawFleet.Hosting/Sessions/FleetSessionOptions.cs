namespace ClawFleet.Hosting;

/// <summary>What a session is to open.</summary>
public sealed record FleetSessionOptions
{
    public required FleetHostOptions Host { get; init; }

    /// <summary>Path of the <c>clawden.yaml</c>. With <see cref="Text"/> only a name for messages and labels, such as <c>&lt;run&gt;</c>.</summary>
    public required string File { get; init; }

    /// <summary>The file's text when there is no file (<c>clawden run</c>).</summary>
    public string? Text { get; init; }

    /// <summary>A text to read in the place of what the file holds: the file as it is to become.</summary>
    public string? Draft { get; init; }

    /// <summary>Folder whose <c>runtimes/</c> bring runtimes of the user's own; null for the file's folder, or this one where there is no file.</summary>
    public string? Project { get; init; }

    /// <summary><c>--env-file</c>; its variables win over all others.</summary>
    public string? EnvFile { get; init; }

    /// <summary>Members to load, plan and touch; empty for all.</summary>
    public IReadOnlyCollection<string> Members { get; init; } = [];

    /// <summary>Build images even when they are there (<c>--build</c>).</summary>
    public bool Build { get; init; }
}
