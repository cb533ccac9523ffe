using System.Text;
using ClawFleet.Hosting.Upgrades;

namespace ClawFleet.Hosting.Tests.Upgrades;

public sealed class FleetFileTextTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("clawfleet-file-").FullName;

    private string Path => System.IO.Path.Combine(_folder, "clawden.yaml");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Its_mark_mode_and_link_stay_and_nothing_is_left_beside_it()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // Modes and links are Unix's.
        }

        File.WriteAllBytes(Path, [0xEF, 0xBB, 0xBF, .. "name: ä\r\n"u8]);
        File.SetUnixFileMode(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        var link = System.IO.Path.Combine(_folder, "link.yaml");
        File.CreateSymbolicLink(link, "clawden.yaml");

        var file = FleetFileText.Read(link);
        Assert.Equal(("name: ä\r\n", link), (file.Text, file.Path));
        file.EnsureWritable();
        var expected = file.HashOf("name: b\r\n");
        file.Write("name: b\r\n");
        Assert.Equal([0xEF, 0xBB, 0xBF, .. "name: b\r\n"u8], File.ReadAllBytes(Path));
        Assert.Equal(expected, FleetFileText.Read(Path).Hash);
        Assert.Equal("clawden.yaml", new FileInfo(link).LinkTarget);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead, File.GetUnixFileMode(Path));
        Assert.Equal(["clawden.yaml", "link.yaml"], Directory.EnumerateFiles(_folder).Select(System.IO.Path.GetFileName).Order());
    }

    [Fact]
    public void Root_leaves_it_its_owner()
    {
        Assert.SkipUnless(PrivateFiles.EffectiveUser == 0, "only root may give a file away");
        File.WriteAllText(Path, "a");
        PrivateFiles.ChangeOwner(Path, 1234, 4321);
        FleetFileText.Read(Path).Write("b");
        using var stat = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("stat", ["-c", "%u:%g", Path]) { RedirectStandardOutput = true })!;
        Assert.Equal("1234:4321\n", stat.StandardOutput.ReadToEnd());
    }

    [Fact]
    public void One_that_somebody_else_changed_is_not_written_over()
    {
        File.WriteAllText(Path, "a");
        var file = FleetFileText.Read(Path);
        Assert.True(file.IsUnchanged);
        File.WriteAllText(Path, "mine");
        Assert.False(file.IsUnchanged);
        Assert.Throws<IOException>(() => file.Write("b"));
        Assert.Equal("mine", File.ReadAllText(Path));
        File.Delete(Path);
        Assert.Null(file.HashNow());
    }

    [Theory]
    [InlineData(new byte[] { (byte)'a', 0xFF })]
    [InlineData(new byte[] { 0xFF, 0xFE, (byte)'a', 0 })]
    public void Another_encoding_is_refused(byte[] bytes)
    {
        File.WriteAllBytes(Path, bytes);
        Assert.Contains("UTF-8", Assert.Throws<IOException>(() => FleetFileText.Read(Path)).Message, StringComparison.Ordinal);
        Assert.Equal(bytes, File.ReadAllBytes(Path));
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_told_before_anything_is_done()
    {
        File.WriteAllText(Path, "a", Encoding.UTF8);
        var file = FleetFileText.Read(Path);
        File.Delete(Path);
        Directory.Delete(_folder);
        try
        {
            Assert.Contains("cannot be changed", Assert.Throws<IOException>(file.EnsureWritable).Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.CreateDirectory(_folder);
        }
    }
}
