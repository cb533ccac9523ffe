using System.Globalization;
using System.Security.Cryptography;

namespace ClawFleet.Hosting.Images;

/// <summary>
/// SHA-256 of a container program. Programs have 15 MB, and every <c>up</c> asks: the hash is kept in a file beside the program, and holds for as long as
/// the program's size and time of change do.
/// </summary>
internal static class ProgramHash
{
    public const string Suffix = ".sha256";

    /// <exception cref="InvalidOperationException">The program is not there; the message says how to make it.</exception>
    public static string Of(string program)
    {
        var file = new FileInfo(program);
        if (!file.Exists)
        {
            throw new InvalidOperationException($"{program} is missing; build ClawFleet (dotnet build), which publishes it.");
        }

        var key = string.Create(CultureInfo.InvariantCulture, $"{file.Length} {file.LastWriteTimeUtc.Ticks} ");
        var cache = program + Suffix;
        if (ReadCache(cache) is { } known && known.StartsWith(key, StringComparison.Ordinal) && known.Length == key.Length + 64)
        {
            return known[key.Length..];
        }

        using var stream = file.OpenRead();
        var hash = Convert.ToHexStringLower(SHA256.HashData(stream));
        WriteCache(cache, key + hash);
        return hash;
    }

    private static string? ReadCache(string path)
    {
        try
        {
            return File.ReadAllText(path).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Whole or not at all; a folder that may not be written costs the next run a hash, no more.</summary>
    private static void WriteCache(string path, string text)
    {
        var temporary = $"{path}.{Environment.ProcessId}";
        try
        {
            File.WriteAllText(temporary, text);
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The cache is only for speed.
        }
    }
}
