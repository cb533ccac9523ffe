using System.Diagnostics;
using System.Formats.Tar;

namespace ClawFleet.Engine.Tests.Engines;

/// <summary>A root file system of this machine's own shell and a few programs with the libraries they need: an image without a registry.</summary>
internal static class RootFs
{
    private static readonly string[] Programs = ["sh", "cat", "sleep", "echo", "true", "id", "ls", "touch", "stat", "head", "tail", "seq", "printf", "tr", "stty", "dd", "mkdir", "env", "wc", "tty"];

    public static async Task<MemoryStream> MakeAsync()
    {
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var program in Programs)
        {
            if (Find(program) is not { } path)
                continue;
            files[$"bin/{program}"] = path;
            foreach (var library in await LibrariesAsync(path))
                files[library.TrimStart('/')] = library;
        }

        var tar = new MemoryStream();
        await using (var writer = new TarWriter(tar, TarEntryFormat.Gnu, leaveOpen: true))
        {
            foreach (var folder in new[] { "bin", "tmp", "etc", "proc", "sys", "dev", "run", "root" })
                await writer.WriteEntryAsync(new GnuTarEntry(TarEntryType.Directory, folder) { Mode = (UnixFileMode)(folder == "tmp" ? 0b1_111_111_111 : 0b111_101_101) });
            await writer.WriteEntryAsync(new GnuTarEntry(TarEntryType.RegularFile, "etc/passwd") { DataStream = new MemoryStream("root:x:0:0::/root:/bin/sh\n"u8.ToArray()), Mode = (UnixFileMode)0b110_100_100 });
            foreach (var (name, source) in files)
            {
                await using var content = File.OpenRead(source);
                await writer.WriteEntryAsync(new GnuTarEntry(TarEntryType.RegularFile, name) { Mode = (UnixFileMode)0b111_101_101, DataStream = content });
            }
        }
        tar.Position = 0;
        return tar;
    }

    private static string? Find(string program) => new[] { "/bin/", "/usr/bin/" }.Select(f => f + program).FirstOrDefault(File.Exists);

    private static async Task<IEnumerable<string>> LibrariesAsync(string program)
    {
        using var ldd = Process.Start(new ProcessStartInfo("ldd", program) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var text = await ldd.StandardOutput.ReadToEndAsync();
        await ldd.WaitForExitAsync();
        return text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Where(w => w.StartsWith('/') && File.Exists(w)).ToList();
    }
}
