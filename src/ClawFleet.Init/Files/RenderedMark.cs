using System.Security.Cryptography;
using System.Text;

namespace ClawFleet.Init.Files;

/// <summary>
/// Tells a file that clawinit rendered at an earlier start from one that the user put at the same place: the hash of the rendered one is kept beside it.
/// A file whose hash differs is the user's and wins.
/// </summary>
internal static class RenderedMark
{
    public static bool IsOurs(string path, string text) => PrivateFile.Read(MarkOf(path)) is { } mark && mark == Hash(text);

    public static void Set(string path, string text) => PrivateFile.Write(MarkOf(path), Hash(text));

    private static string MarkOf(string path) => Path.Combine(Path.GetDirectoryName(path)!, $".{Path.GetFileName(path)}.rendered");

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
