using ClawFleet.Model.Catalogue;
using ClawFleet.Model.Validation;

namespace ClawFleet.Model.Editing;

/// <summary>What a file says of the version that a member runs, whatever else may be wrong with the file.</summary>
public sealed record MemberPin
{
    /// <summary>Name in the file; its replicas share everything.</summary>
    public required string Name { get; init; }

    /// <summary>Null when the file names a runtime that there is not.</summary>
    public CatalogueEntry? Runtime { get; init; }

    /// <summary>1 to 100.</summary>
    public required int Replicas { get; init; }

    /// <summary><c>version:</c>, or null.</summary>
    public string? Version { get; init; }

    /// <summary><c>image:</c>, or null; then its tag is the pin.</summary>
    public string? Image { get; init; }

    /// <summary>Position in <c>runtimes:</c>, from 0; null in the single form.</summary>
    internal int? Index { get; init; }

    /// <summary>Names it answers to: its own and its replicas'.</summary>
    public bool Answers(string name) =>
        name == Name || (Replicas > 1 && name.StartsWith(Name + "-", StringComparison.Ordinal) && int.TryParse(name.AsSpan(Name.Length + 1), System.Globalization.CultureInfo.InvariantCulture, out var n) && n >= 1 && n <= Replicas);

    /// <summary>Where <see cref="Image"/> is pinned: its tag, <c>latest</c> without one; null when a digest pins it.</summary>
    public string? Tag => Image is not { } image || image.Contains('@') ? null : image.LastIndexOf(':') is var colon && colon > image.LastIndexOf('/') ? image[(colon + 1)..] : "latest";

    /// <summary><see cref="Image"/> with another tag, or with another digest where it has one (<c>sha256:…</c>).</summary>
    /// <returns>Null when no image's name comes of it.</returns>
    public string? ImageAt(string tagOrDigest)
    {
        if (Image is not { } image)
        {
            return null;
        }

        var name = image.IndexOf('@') is var at and >= 0 ? image[..at] : image;
        if (name.LastIndexOf(':') is var colon && colon > name.LastIndexOf('/'))
        {
            name = name[..colon];
        }

        var isDigest = tagOrDigest.StartsWith("sha256:", StringComparison.Ordinal);
        var made = isDigest ? $"{name}@{tagOrDigest}" : $"{name}:{tagOrDigest}";
        return isDigest == image.Contains('@') && ImageReference.IsValid(made) ? made : null;
    }

    /// <summary>The one version that <see cref="Version"/> asks for, without a leading <c>v</c>; null for none, for <c>latest</c> and for a range.</summary>
    public string? ExactVersion => Version is null ? null : VersionConstraint.Parse(Version)?.Exact;

    /// <summary>Whether what the file says now lets this version be.</summary>
    public bool Allows(string version) => Version is null || VersionConstraint.Parse(Version)?.Allows(version) == true;
}
