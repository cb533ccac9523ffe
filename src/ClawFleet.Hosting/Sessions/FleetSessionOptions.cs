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

    /// <summary>Variables in the place of the process's own; null for those.</summary>
    public IReadOnlyDictionary<string, string>? Environment { get; init; }

    /// <summary><c>--env-file</c>; its variables win over all others.</summary>
    public string? EnvFile { get; init; }

    /// <summary>Members to load, plan and touch; empty for all.</summary>
    public IReadOnlyCollection<string> Members { get; init; } = [];

    /// <summary>Build images even when they are there (<c>--build</c>).</summary>
    public bool Build { get; init; }

    /// <summary>The plan is for another place than this machine's engine: members run as the images' own user, whoever asks. Null when it is for here.</summary>
    public Elsewhere? Elsewhere { get; init; }
}
