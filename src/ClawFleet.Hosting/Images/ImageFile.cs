using ClawFleet.Engine;

namespace ClawFleet.Hosting.Images;

/// <summary>A file of an image's build context.</summary>
/// <param name="Path">In the context, with forward slashes.</param>
/// <param name="Source">On this machine.</param>
/// <param name="IsProgram">Whether it is executable in the image. Decided by content, so that it is the same on systems without execute bits.</param>
internal sealed record ImageFile(string Path, string Source, bool IsProgram)
{
    public UnixFileMode Mode => IsProgram ? BuildContext.ProgramMode : BuildContext.FileMode;
}
