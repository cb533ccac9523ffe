using System.Formats.Tar;
using ClawFleet.Hosting.Images.Archives;
using ClawFleet.Hosting.Images.Comparing;
using static ClawFleet.Hosting.Tests.Images.ArchiveEngine;

namespace ClawFleet.Hosting.Tests.Images;

/// <summary>Two images that are not equal are told apart by file and key.</summary>
public sealed class ComparedImages
{
    private static readonly DateTimeOffset Latest = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Each_difference_names_layer_path_and_what()
    {
        using var one = await OfAsync("a=1", Layer(t => t.WriteEntry(File("same", "x"))), Layer(t =>
        {
            t.WriteEntry(File("etc/content", "abcd"));
            t.WriteEntry(File("etc/gone", "x"));
            t.WriteEntry(File("etc/size", "x"));
            t.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, "etc/link") { LinkName = "one", ModificationTime = DateTimeOffset.UnixEpoch });
        }));
        using var other = await OfAsync("a=2", Layer(t => t.WriteEntry(File("same", "x"))), Layer(t =>
        {
            t.WriteEntry(File("etc/content", "abXd"));
            t.WriteEntry(File("etc/new", "x"));
            t.WriteEntry(File("etc/size", "xyz", uid: 3));
            t.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, "etc/link") { LinkName = "two", ModificationTime = DateTimeOffset.UnixEpoch });
        }));
        Assert.Equal(
            [
                "configuration: config.Labels.a: \"1\" and \"2\"",
                "layer 2 of 2: /etc/content: content, from byte 2 of 4 on",
                "layer 2 of 2: /etc/gone: only in the first",
                "layer 2 of 2: /etc/link: target one and two",
                "layer 2 of 2: /etc/new: only in the second",
                "layer 2 of 2: /etc/size: owner 0:0 and 3:0; size 1 and 3",
            ],
            (await ImageComparison.CompareAsync(one, other, 20, default)).Select(d => d.ToString()));
    }

    [Fact]
    public async Task Equal_images_have_none()
    {
        using var one = await OfAsync("a=1", Layer(t => t.WriteEntry(File("same", "x"))));
        using var other = await OfAsync("a=1", Layer(t => t.WriteEntry(File("same", "x", Latest.AddDays(1)))), []);
        Assert.Equal("layer 2 of 2: /: not in the first", Assert.Single(await ImageComparison.CompareAsync(one, other, 20, default), d => d.Path == "/").ToString());
        using var again = await OfAsync("a=1", Layer(t => t.WriteEntry(File("same", "x"))));
        Assert.Empty(await ImageComparison.CompareAsync(one, again, 20, default));
    }

    [Fact]
    public async Task No_more_are_told_than_are_asked_for()
    {
        using var one = await OfAsync("a=1", Layer(t => Enumerable.Range(0, 50).ToList().ForEach(i => t.WriteEntry(File($"f{i}", "1")))));
        using var other = await OfAsync("a=1", Layer(t => Enumerable.Range(0, 50).ToList().ForEach(i => t.WriteEntry(File($"f{i}", "2")))));
        Assert.Equal(7, (await ImageComparison.CompareAsync(one, other, 7, default)).Count);
    }

    [Fact]
    public void A_folder_comes_before_what_is_in_it_and_before_its_neighbours()
        => Assert.Equal(["a", "a/b", "a/b/c", "a/c", "a.b", "ab"], new[] { "ab", "a.b", "a/c", "a/b/c", "a", "a/b" }.Order(PathOrder.Instance));

    private static Task<NormalImage> OfAsync(string label, params byte[][] layers) => NormalImage.OfAsync(With(Config(labels: label), layers), "tiny:1", labels => labels, Latest, default);
}
