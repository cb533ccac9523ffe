using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace ClawFleet.Publishing.Output;

/// <summary>
/// A folder that holds what was published. It remembers what it wrote (<see cref="Record"/>, a line <c>sha256  path</c> each, as sha256sum prints them), so that the next publishing takes away
/// what is no longer part of it and never overwrites what somebody changed.
/// </summary>
public sealed class OutputFolder(string folder)
{
    /// <summary>Name of the record in the folder; <c>sha256sum -c</c> reads it.</summary>
    public const string Record = ".clawden-published";

    /// <summary>Absolute.</summary>
    public string Path { get; } = System.IO.Path.GetFullPath(folder);

    /// <summary>Writes the files, each by way of a new one beside it. Nothing is written when one of them may not be.</summary>
    /// <param name="overwrite">Overwrite what was changed by hand, and what another program wrote.</param>
    /// <returns>Paths that were written or removed, in order; those that were as they should be are not in it.</returns>
    /// <exception cref="OutputRefusedException">A generated file would overwrite somebody's work.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public ImmutableArray<string> Write(IReadOnlyCollection<PublishedFile> files, bool overwrite)
    {
        var before = ReadRecord();
        var generated = files.Where(f => f.Kind == PublishedKind.Generated).ToList();
        var stale = before.Keys.Except(generated.Select(f => f.Path), StringComparer.Ordinal).Where(p => File.Exists(At(p))).Order(StringComparer.Ordinal).ToList();
        if (!overwrite)
        {
            var touched = generated.Where(f => File.Exists(At(f.Path)) && HashOf(At(f.Path)) is var now && now != Hash(f.Text) && before.GetValueOrDefault(f.Path) != now).Select(f => f.Path)
                .Concat(stale.Where(p => HashOf(At(p)) != before[p])).Order(StringComparer.Ordinal).ToImmutableArray();
            if (touched.Length > 0)
            {
                throw new OutputRefusedException(Path, touched);
            }
        }

        var changed = ImmutableArray.CreateBuilder<string>();
        foreach (var file in files.Where(f => f.Kind == PublishedKind.Template ? !File.Exists(At(f.Path)) : HashOf(At(f.Path)) != Hash(f.Text)))
        {
            Replace(At(file.Path), file.Text, file.Mode);
            changed.Add(file.Path);
        }

        foreach (var path in stale)
        {
            File.Delete(At(path));
            changed.Add(path);
        }

        Replace(At(Record), string.Concat(generated.OrderBy(f => f.Path, StringComparer.Ordinal).Select(f => $"{Hash(f.Text)}  {f.Path}\n")), PublishedFile.Readable);
        return changed.ToImmutable();
    }

    private string At(string relative) => System.IO.Path.Combine(Path, relative);

    /// <summary>A line that points out of the folder is not ours and is left alone.</summary>
    private Dictionary<string, string> ReadRecord()
    {
        var record = new Dictionary<string, string>(StringComparer.Ordinal);
        if (File.Exists(At(Record)))
        {
            foreach (var line in File.ReadLines(At(Record)))
            {
                if (line.Split("  ", 2) is [{ Length: 64 } hash, { Length: > 0 } path] && System.IO.Path.GetFullPath(At(path)).StartsWith(Path + System.IO.Path.DirectorySeparatorChar, StringComparison.Ordinal))
                {
                    record[path] = hash;
                }
            }
        }

        return record;
    }

    private static void Replace(string path, string text, UnixFileMode mode)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        var draft = $"{path}.{Environment.ProcessId}.new";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var file = new FileStream(draft, options))
        {
            file.Write(Encoding.UTF8.GetBytes(text));
        }

        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(draft, mode);
        }

        File.Move(draft, path, overwrite: true);
    }

    private static string? HashOf(string path) => File.Exists(path) ? Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))) : null;

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
