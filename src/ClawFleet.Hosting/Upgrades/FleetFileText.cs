using System.Security.Cryptography;
using System.Text;

namespace ClawFleet.Hosting.Upgrades;

/// <summary>A fleet's file as it was read, and a way to put another text in its place that never leaves half of one.</summary>
public sealed class FleetFileText
{
    private static readonly byte[] ByteOrderMark = [0xEF, 0xBB, 0xBF];

    private readonly string _target;
    private readonly bool _hasMark;

    private FleetFileText(string path, string target, byte[] bytes)
    {
        (Path, _target) = (path, target);
        _hasMark = bytes.AsSpan().StartsWith(ByteOrderMark);
        Hash = HashOf(bytes);
        try
        {
            Text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes.AsSpan(_hasMark ? ByteOrderMark.Length : 0));
        }
        catch (DecoderFallbackException)
        {
            throw new IOException($"{path} is not written in UTF-8, so it is not changed here; save it as UTF-8.");
        }
    }

    /// <summary>As it was given, absolute; a symbolic link stays one.</summary>
    public string Path { get; }

    /// <summary>Without a byte order mark; line ends as they are.</summary>
    public string Text { get; }

    /// <summary>SHA-256 of its bytes.</summary>
    public string Hash { get; }

    /// <exception cref="IOException">It cannot be read, or is not UTF-8.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static FleetFileText Read(string path)
    {
        path = System.IO.Path.GetFullPath(path);
        var target = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
        return new FleetFileText(path, target, File.ReadAllBytes(target));
    }

    /// <summary>Whether it still holds what was read.</summary>
    public bool IsUnchanged => HashNow() == Hash;

    /// <summary>SHA-256 of what it holds now; null when it cannot be read.</summary>
    public string? HashNow()
    {
        try
        {
            return HashOf(File.ReadAllBytes(_target));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>SHA-256 that the file would have with that text.</summary>
    public string HashOf(string text) => HashOf(Bytes(text));

    /// <summary>Whether another text could be put in its place; tried before anything else is done.</summary>
    /// <exception cref="IOException">It cannot; the message says why.</exception>
    public void EnsureWritable()
    {
        try
        {
            Draft([]);
            File.Delete(DraftPath);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{_target} cannot be changed: {e.Message.TrimEnd('.')}. Let this user write to its folder, or change the pin by hand and run the command again without --to.", e);
        }
    }

    /// <summary>Puts a text in the file's place, with the same mark, mode and owner, by way of a new file beside it.</summary>
    /// <exception cref="IOException">It holds something else by now, or cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public void Write(string text)
    {
        if (!IsUnchanged)
        {
            throw new IOException($"{Path} was changed by somebody else in the meantime");
        }

        try
        {
            Draft(Bytes(text));
            if (!OperatingSystem.IsWindows())
            {
                FileOwner.Copy(_target, DraftPath);
                File.SetUnixFileMode(DraftPath, File.GetUnixFileMode(_target));
            }

            File.Move(DraftPath, _target, overwrite: true);
        }
        finally
        {
            File.Delete(DraftPath);
        }
    }

    private string DraftPath => System.IO.Path.Combine(System.IO.Path.GetDirectoryName(_target)!, $".{System.IO.Path.GetFileName(_target)}.{Environment.ProcessId}.new");

    private void Draft(ReadOnlySpan<byte> content)
    {
        File.Delete(DraftPath);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite; // There may be a secret in it.
        }

        using var file = new FileStream(DraftPath, options);
        file.Write(content);
        file.Flush(flushToDisk: true);
    }

    private byte[] Bytes(string text) => [.. _hasMark ? ByteOrderMark : [], .. Encoding.UTF8.GetBytes(text)];

    private static string HashOf(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
