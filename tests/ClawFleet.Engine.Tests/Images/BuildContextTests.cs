using System.Formats.Tar;
using System.Security.Cryptography;

namespace ClawFleet.Engine.Tests.Images;

public sealed class BuildContextTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("clawfleet-context-").FullName;

    [Fact]
    public async Task Equal_content_gives_equal_bytes_whatever_the_order_times_and_names_on_this_machine()
    {
        var (one, two) = (Write("one/a", "content"), Write("two/b", "content"));
        File.SetLastWriteTimeUtc(one, new DateTime(2001, 2, 3, 0, 0, 0, DateTimeKind.Utc));
        var longPath = string.Join('/', Enumerable.Repeat("a-long-folder-name", 8)) + "/file";
        var first = new BuildContext().AddFile("x/file", one).AddFile("Dockerfile", "FROM a"u8.ToArray()).AddFile(longPath, "deep"u8.ToArray());
        var second = new BuildContext().AddFile(longPath, "deep"u8.ToArray()).AddFile("Dockerfile", "FROM a"u8.ToArray()).AddFile("x/file", two);
        Assert.Equal(await HashAsync(first), await HashAsync(second));
        Assert.NotEqual(await HashAsync(first), await HashAsync(second.AddFile("x/file", two, BuildContext.ProgramMode)));
    }

    [Fact]
    public async Task Entries_are_sorted_and_belong_to_root()
    {
        var longPath = new string('d', 90) + "/" + new string('f', 60);
        var context = new BuildContext().AddFile("b", "2"u8.ToArray(), BuildContext.ProgramMode).AddFile("a\\c", "1"u8.ToArray()).AddFile(longPath, "3"u8.ToArray());
        Assert.Equal(["a/c", "b", longPath], context.Paths);
        await using var stream = context.OpenTar();
        await using var tar = new TarReader(stream);
        var seen = new List<string>();
        while (await tar.GetNextEntryAsync(copyData: true) is { } entry)
        {
            using var reader = new StreamReader(entry.DataStream!);
            seen.Add($"{entry.Name} {Convert.ToString((int)entry.Mode, 8)} {entry.Uid}:{entry.Gid} {entry.ModificationTime:yyyy} {await reader.ReadToEndAsync()}");
        }
        Assert.Equal(["a/c 644 0:0 1970 1", "b 755 0:0 1970 2", $"{longPath} 644 0:0 1970 3"], seen);
    }

    [Fact]
    public async Task A_folder_is_added_with_what_is_below()
    {
        Write("one/a", "1");
        var program = Write("one/bin/run", "2");
        Write("one/skip/me", "3");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(program, BuildContext.ProgramMode);
        var context = new BuildContext().AddFolder("app", Path.Combine(_folder, "one"), path => !path.StartsWith("skip/", StringComparison.Ordinal));
        Assert.Equal(["app/a", "app/bin/run"], context.Paths);
        Assert.NotEmpty(await HashAsync(context));
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_fails_the_reader()
    {
        await using var tar = new BuildContext().AddFile("a", Path.Combine(_folder, "nothing")).OpenTar();
        await Assert.ThrowsAsync<FileNotFoundException>(() => tar.CopyToAsync(Stream.Null));
    }

    [Fact]
    public async Task A_tar_may_be_left_half_read()
    {
        var tar = new BuildContext().AddFile("a", new byte[10 << 20]).OpenTar();
        await tar.ReadExactlyAsync(new byte[1000]);
        await tar.DisposeAsync();
        await new BuildContext().OpenTar().DisposeAsync();
    }

    [Fact]
    public void A_path_out_of_the_context_is_refused() => Assert.Throws<ArgumentException>(() => new BuildContext().AddFile("a/../../b", default(ReadOnlyMemory<byte>)));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Write(string path, string content)
    {
        var file = Path.Combine(_folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, content);
        return file;
    }

    private static async Task<string> HashAsync(BuildContext context)
    {
        await using var tar = context.OpenTar();
        return Convert.ToHexString(await SHA256.HashDataAsync(tar));
    }
}
