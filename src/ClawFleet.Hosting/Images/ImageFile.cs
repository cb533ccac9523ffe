using ClawFleet.Engine;

namespace ClawFleet.Hosting.Images;

/// <summary>A file of an image's build context.</summary>
/// <param name="Path">In the context, with forward slashes.</param>
/// <param name="Source">On this machine.</param>
/// <param name="IsProgram">Whether it is executable in the image. Decided by content, so that it is the same on systems without execute bits.</param>
internal sealed record ImageFile(string Path, string Source, bool IsProgram)
{
    /// <summary>The content of a file that is made here and lies on no disk; <see cref="Source"/> is then empty.</summary>
    public byte[]? Made { get; init; }

    public static ImageFile Of(string path, string text) => new(path, "", IsProgram: false) { Made = System.Text.Encoding.UTF8.GetBytes(text) };

    public byte[] Read() => Made ?? File.ReadAllBytes(Source);

    public UnixFileMode Mode => IsProgram ? BuildContext.ProgramMode : BuildContext.FileMode;
}
