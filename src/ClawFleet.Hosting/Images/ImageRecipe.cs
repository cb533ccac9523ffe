using System.Collections.Immutable;
using ClawFleet.Engine;

namespace ClawFleet.Hosting.Images;

/// <summary>Everything that makes one of our images, and the reference that follows from it.</summary>
internal sealed record ImageRecipe
{
    /// <summary><c>base</c>, a catalogue name, a catalogue name and <c>-simulated</c>, or <c>tool-</c> and a name; for people.</summary>
    public required string Name { get; init; }

    /// <summary>Repository and tag; the tag ends with the first 12 hex digits of the content's hash.</summary>
    public required string Reference { get; init; }

    /// <summary>SHA-256 over everything that the image is made of but the machine's CA bundle and proxies.</summary>
    public required string ContentHash { get; init; }

    public required ImmutableArray<ImageFile> Files { get; init; }

    public required ImmutableSortedDictionary<string, string> Arguments { get; init; }

    /// <summary>The recipe it stands on; null for the base itself.</summary>
    public ImageRecipe? Base { get; init; }

    /// <summary>The base at the bottom of it all.</summary>
    public ImageRecipe Root => Base?.Root ?? this;

    /// <summary>Upstream's image that the build copies from.</summary>
    public string? Upstream { get; init; }

    /// <summary>The runtime's catalogue name, for the advice to simulate it; null where no simulator stands in.</summary>
    public string? Simulatable { get; init; }

    public BuildContext Context(ReadOnlyMemory<byte> caBundle)
    {
        var context = new BuildContext().AddFile(CaBundle.FileName, caBundle);
        foreach (var file in Files)
        {
            _ = file.Made is { } made ? context.AddFile(file.Path, made, file.Mode) : context.AddFile(file.Path, file.Source, file.Mode);
        }

        return context;
    }
}
