using System.Formats.Tar;
using System.Text;

namespace ClawFleet.Engine;

/// <summary>
/// The files of an image build, as a tar that is written while it is read. Equal content gives equal bytes, whatever the files' times, owners and
/// order on this machine: entries are sorted by path, times are 1970-01-01, everything belongs to root.
/// </summary>
public sealed class BuildContext
{
    public const UnixFileMode FileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    public const UnixFileMode ProgramMode = FileMode | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private const int LongestPlainPath = 99;

    private readonly SortedDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>Paths in the tar, sorted.</summary>
    public IReadOnlyCollection<string> Paths => _entries.Keys;

    /// <summary>Adds a file of this machine; it is read when the tar is.</summary>
    /// <param name="path">In the tar: relative, with forward slashes. A second entry of one path replaces the first.</param>
    public BuildContext AddFile(string path, string sourceFile, UnixFileMode mode = FileMode)
    {
        _entries[Normal(path)] = new Entry(sourceFile, null, mode);
        return this;
    }

    /// <summary>Adds a file from memory.</summary>
    public BuildContext AddFile(string path, ReadOnlyMemory<byte> content, UnixFileMode mode = FileMode)
    {
        _entries[Normal(path)] = new Entry(null, content, mode);
        return this;
    }

    /// <summary>Adds a folder's files with all below; a file with an execute bit becomes a program, any other a plain file.</summary>
    /// <param name="include">Told the path in the folder (forward slashes); null takes all.</param>
    public BuildContext AddFolder(string path, string sourceFolder, Func<string, bool>? include = null)
    {
        foreach (var file in Directory.EnumerateFiles(sourceFolder, "*", SearchOption.AllDirectories))
        {
            var relative = Path.GetRelativePath(sourceFolder, file).Replace('\\', '/');
            if (include is null || include(relative))
                AddFile(path.Length == 0 ? relative : $"{path}/{relative}", file, IsProgram(file) ? ProgramMode : FileMode);
        }
        return this;
    }

    /// <summary>The tar, made as it is read. Disposing it early stops the making.</summary>
    public Stream OpenTar() => new TarPipe(WriteAsync);

    /// <summary>Writes the tar.</summary>
    public async Task WriteAsync(Stream destination, CancellationToken ct)
    {
        await using var tar = new TarWriter(destination, TarEntryFormat.Ustar, leaveOpen: true);
        foreach (var (path, entry) in _entries)
        {
            await using var content = entry.SourceFile is { } file
                ? new FileStream(file, System.IO.FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.Asynchronous | FileOptions.SequentialScan)
                : new MemoryStream(entry.Content!.Value.ToArray(), writable: false) as Stream;
            // A long path needs an extra header; GNU's is always the same bytes, while pax has the process id in its own.
            TarEntry header = Encoding.UTF8.GetByteCount(path) > LongestPlainPath ? new GnuTarEntry(TarEntryType.RegularFile, path) : new UstarTarEntry(TarEntryType.RegularFile, path);
            header.Mode = entry.Mode;
            header.ModificationTime = DateTimeOffset.UnixEpoch;
            header.DataStream = content;
            await tar.WriteEntryAsync(header, ct).ConfigureAwait(false);
        }
    }

    private static string Normal(string path)
    {
        var normal = path.Replace('\\', '/').TrimStart('/');
        return normal.Length > 0 && !normal.Split('/').Contains("..") ? normal : throw new ArgumentException($"\"{path}\" is no path inside a build context.", nameof(path));
    }

    private static bool IsProgram(string file) =>
        !OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & UnixFileMode.UserExecute) != 0;

    private sealed record Entry(string? SourceFile, ReadOnlyMemory<byte>? Content, UnixFileMode Mode);
}
