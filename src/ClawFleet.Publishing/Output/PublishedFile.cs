namespace ClawFleet.Publishing.Output;

/// <summary>One file of what is published.</summary>
/// <param name="Path">Relative to the folder, with <c>/</c>; no <c>..</c>.</param>
/// <param name="Text">Whole text, lines ended by LF.</param>
/// <param name="Kind">Whose it is after it was written.</param>
/// <param name="Mode">Its mode where there are modes; 0644 unless it holds a secret.</param>
public sealed record PublishedFile(string Path, string Text, PublishedKind Kind = PublishedKind.Generated, UnixFileMode Mode = PublishedFile.Readable)
{
    /// <summary>0644.</summary>
    public const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
}

public enum PublishedKind
{
    /// <summary>Written anew by each publishing; one that was changed by hand is not overwritten without being told to.</summary>
    Generated,

    /// <summary>The user's to fill in: written when it is not there, and never again.</summary>
    Template,
}
