namespace ClawFleet.Engine.Images;

/// <summary>The parts of an image reference: <c>registry:5000/team/name:tag@sha256:…</c>.</summary>
internal sealed record ImageName(string Repository, string? Tag, string? Digest)
{
    private static readonly string[] FullPrefixes = ["docker.io/library/", "docker.io/", "localhost/"];

    public static ImageName Parse(string reference)
    {
        var at = reference.IndexOf('@', StringComparison.Ordinal);
        var digest = at < 0 ? null : reference[(at + 1)..];
        var name = at < 0 ? reference : reference[..at];
        var colon = name.LastIndexOf(':');
        // A colon before the last slash belongs to the registry's port.
        return colon > name.LastIndexOf('/') ? new(name[..colon], name[(colon + 1)..], digest) : new(name, null, digest);
    }

    /// <summary>Tags as Docker shows them: Podman writes the registry in front, Docker leaves its own away.</summary>
    public static IReadOnlyList<string> Tags(IReadOnlyList<string>? tags) => [.. (tags ?? []).Where(t => t != "<none>:<none>").Select(Familiar)];

    private static string Familiar(string tag) =>
        FullPrefixes.FirstOrDefault(p => tag.StartsWith(p, StringComparison.Ordinal)) is { } prefix ? tag[prefix.Length..] : tag;
}
