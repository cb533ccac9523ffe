using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using ClawFleet.Engine;
using ClawFleet.Hosting.Images.Archives;
using static ClawFleet.Hosting.Tests.Images.ArchiveEngine;

namespace ClawFleet.Hosting.Tests.Images;

/// <summary>Equal content gives an equal image, whatever builder, clock, order and machine it came from; other content gives another one.</summary>
public sealed class NormalImages
{
    private static readonly DateTimeOffset Latest = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Order_late_times_owner_names_formats_and_compression_make_no_other_image()
    {
        var first = Layer(t =>
        {
            t.WriteEntry(File("b/file", "two", Latest.AddDays(3), uid: 10000, owner: "clawden"));
            t.WriteEntry(new PaxTarEntry(TarEntryType.Directory, "b/") { ModificationTime = Latest.AddDays(2) });
            t.WriteEntry(File("a", "one", Latest.AddDays(1)));
        });
        var second = Zipped(Layer(
            t =>
            {
                t.WriteEntry(new GnuTarEntry(TarEntryType.RegularFile, "./a") { DataStream = new MemoryStream("one"u8.ToArray()), ModificationTime = Latest.AddHours(5), Mode = BuildContext.FileMode });
                t.WriteEntry(new GnuTarEntry(TarEntryType.Directory, "./b") { ModificationTime = Latest.AddHours(6), Mode = new PaxTarEntry(TarEntryType.Directory, "b/").Mode });
                t.WriteEntry(new GnuTarEntry(TarEntryType.RegularFile, "./b/file") { DataStream = new MemoryStream("two"u8.ToArray()), ModificationTime = Latest.AddHours(7), Mode = BuildContext.FileMode, Uid = 10000 });
            },
            TarEntryFormat.Gnu));
        using var one = await OfAsync(Config(), first);
        using var other = await OfAsync(Config("2027-01-01T00:00:00Z", "another-host"), second);
        Assert.Equal(one.DiffIds, other.DiffIds);
        Assert.Equal(one.Id, other.Id);
    }

    [Fact]
    public async Task A_time_before_the_latest_one_stays()
    {
        using var image = await OfAsync(Config(), Layer(t => t.WriteEntry(File("old", "x", Latest.AddDays(-9)))));
        await using var layer = await image.OpenLayerAsync(0, default);
        Assert.Equal(Latest.AddDays(-9), Assert.Single(layer.Entries).Time);
    }

    [Theory]
    [InlineData("content")]
    [InlineData("mode")]
    [InlineData("owner")]
    [InlineData("name")]
    [InlineData("label")]
    public async Task What_matters_makes_another_image(string what)
    {
        using var one = await OfAsync(Config(), Layer(t => t.WriteEntry(File("file", "one"))));
        var entry = File(what == "name" ? "file2" : "file", what == "content" ? "two" : "one", uid: what == "owner" ? 5 : 0);
        entry.Mode = what == "mode" ? BuildContext.ProgramMode : entry.Mode;
        using var other = await OfAsync(what == "label" ? Config(labels: "a=b") : Config(), Layer(t => t.WriteEntry(entry)));
        Assert.NotEqual(one.Id, other.Id);
    }

    [Fact]
    public async Task Of_a_file_with_several_names_the_first_in_order_holds_the_content()
    {
        static PaxTarEntry Link(string path, string target) => new(TarEntryType.HardLink, path) { LinkName = target };
        using var one = await OfAsync(Config(), Layer(t =>
        {
            t.WriteEntry(File("z", "shared"));
            t.WriteEntry(Link("a", "z"));
            t.WriteEntry(Link("m", "a"));
        }));
        using var other = await OfAsync(Config(), Layer(t =>
        {
            t.WriteEntry(File("a", "shared"));
            t.WriteEntry(Link("m", "a"));
            t.WriteEntry(Link("z", "m"));
        }));
        Assert.Equal(one.Id, other.Id);
        await using var layer = await one.OpenLayerAsync(0, default);
        Assert.Equal(["a ", "m a", "z a"], layer.Entries.Select(e => $"{e.Path} {e.SameAs}"));
        Assert.Equal("shared", Encoding.UTF8.GetString(await layer.Entries[0].ReadAsync(default)));
    }

    [Fact]
    public async Task Symlinks_devices_long_names_and_whiteouts_come_through()
    {
        var deep = string.Join('/', Enumerable.Repeat("a-long-folder-name", 12)) + "/file";
        using var image = await OfAsync(Config(), Layer(t =>
        {
            t.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, "link") { LinkName = "/usr/bin/" + new string('x', 150) });
            t.WriteEntry(new PaxTarEntry(TarEntryType.CharacterDevice, "dev/null") { DeviceMajor = 1, DeviceMinor = 3 });
            t.WriteEntry(File(deep, "deep"));
            t.WriteEntry(File("etc/.wh.gone", ""));
            t.WriteEntry(File("Főtanúsítvány.pem", "x"));
        }));
        await using var layer = await image.OpenLayerAsync(0, default);
        var entries = layer.Entries.ToDictionary(e => e.Path);
        Assert.Equal("/usr/bin/" + new string('x', 150), entries["link"].Source.LinkName);
        Assert.Equal((1, 3), (((PosixTarEntry)entries["dev/null"].Source).DeviceMajor, ((PosixTarEntry)entries["dev/null"].Source).DeviceMinor));
        Assert.Equal("deep", Encoding.UTF8.GetString(await entries[deep].ReadAsync(default)));
        Assert.Contains("etc/.wh.gone", entries.Keys);
        Assert.Contains("Főtanúsítvány.pem", entries.Keys);
    }

    [Fact]
    public async Task Nothing_of_the_machine_that_built_it_is_in_it()
    {
        using var image = await OfAsync(Config(labels: "io.buildah.version=1.28.2"), Layer(t =>
        {
            t.WriteEntry(File("etc/hostname", "builder-17\n"));
            t.WriteEntry(File("etc/hosts", "127.0.0.1 builder-17\n"));
            t.WriteEntry(File("etc/resolv.conf", "nameserver 10.1.2.3\n"));
            t.WriteEntry(File("etc/os-release", "x"));
        }));
        var config = image.Config.ToJsonString();
        Assert.DoesNotContain("827c786be8c8", config, StringComparison.Ordinal);
        Assert.DoesNotContain("proxy", config, StringComparison.Ordinal);
        Assert.DoesNotContain("docker_version", config, StringComparison.Ordinal);
        Assert.DoesNotContain("01024102da83", config, StringComparison.Ordinal);
        Assert.DoesNotContain("buildah", config, StringComparison.Ordinal);
        Assert.Equal(["clawden image build"], image.Config["history"]!.AsArray().Select(h => h!["created_by"]!.GetValue<string>()));
        await using var layer = await image.OpenLayerAsync(0, default);
        Assert.Equal(["etc/os-release"], layer.Entries.Select(e => e.Path));
    }

    [Fact]
    public async Task What_makes_a_container_of_it_is_kept()
    {
        using var image = await OfAsync(Config(labels: "dev.clawfleet.image=tiny"), Layer(t => t.WriteEntry(File("a", "x"))));
        var config = image.Config["config"]!;
        Assert.Equal("10000:10000", config["User"]!.GetValue<string>());
        Assert.Equal("""["/usr/bin/tini","--"]""", config["Entrypoint"]!.ToJsonString());
        Assert.NotNull(config["ExposedPorts"]!["80/tcp"]);
        Assert.Equal("tiny", config["Labels"]!["dev.clawfleet.image"]!.GetValue<string>());
        Assert.Equal("2026-11-01T00:00:00Z", image.Config["created"]!.GetValue<string>());
        Assert.Equal(image.DiffIds[0], image.Config["rootfs"]!["diff_ids"]![0]!.GetValue<string>());
    }

    [Fact]
    public async Task An_image_in_its_normal_form_stays_as_it_is()
    {
        using var image = await OfAsync(Config(), Layer(t => t.WriteEntry(File("a", "x", Latest.AddDays(2)))));
        using var again = await NormalImage.OfAsync(With((System.Text.Json.Nodes.JsonObject)image.Config.DeepClone(), System.IO.File.ReadAllBytes(image.Layers[0])), "tiny:1", l => l, Latest, default);
        Assert.Equal(image.Id, again.Id);
    }

    [Fact]
    public async Task A_file_capability_is_refused_with_its_place_and_the_remedy()
    {
        var layer = Layer(t => t.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "usr/bin/ping", [KeyValuePair.Create("SCHILY.xattr.security.capability", "x")])));
        var error = await Assert.ThrowsAsync<EngineException>(() => OfAsync(Config(), layer));
        Assert.StartsWith("Image tiny:1 cannot be published: /usr/bin/ping has the extended attribute security.capability", error.Message, StringComparison.Ordinal);
        Assert.Contains("setcap -r", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_archive_that_is_none_is_a_sentence()
    {
        var error = await Assert.ThrowsAsync<EngineException>(() => OfAsync(new() { ["Layers"] = 1 }, "no tar at all, but long enough to be looked at as one"u8.ToArray()));
        Assert.Matches("^(The engine's archive of image|Image) tiny:1 ", error.Message);
    }

    private static Task<NormalImage> OfAsync(System.Text.Json.Nodes.JsonObject config, params byte[][] layers) => NormalImage.OfAsync(With(config, layers), "tiny:1", labels => labels, Latest, default);

    private static byte[] Zipped(byte[] bytes)
    {
        using var target = new MemoryStream();
        using (var zip = new GZipStream(target, CompressionLevel.Fastest))
        {
            zip.Write(bytes);
        }

        return target.ToArray();
    }
}
