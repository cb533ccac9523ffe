using ClawFleet.Engine;
using ClawFleet.Hosting.Images;
using ClawFleet.Hosting.Images.Publishing;

namespace ClawFleet.Hosting.Tests.Images;

/// <summary>What decides a published image, and how two sets of it are told apart.</summary>
public sealed class InputsOfImages
{
    [Fact]
    public void A_label_that_is_another_one_is_named_with_both_values()
    {
        var here = new ImageInputs(DateTimeOffset.UnixEpoch, new Dictionary<string, string> { [ImageLabels.ContentHash] = "one", [ImageLabels.Debian] = "sha256:d" });
        Assert.Empty(here.DifferencesTo(new Dictionary<string, string> { [ImageLabels.ContentHash] = "one", [ImageLabels.Debian] = "sha256:d", ["other"] = "x" }));
        Assert.Equal(
            ["dev.clawfleet.content-hash is two, and here it would be one", "dev.clawfleet.debian is not there, and here it would be sha256:d"],
            here.DifferencesTo(new Dictionary<string, string> { [ImageLabels.ContentHash] = "two" }));
    }

    [Fact]
    public void They_win_over_what_a_build_left_on_the_image()
    {
        var labels = new ImageInputs(DateTimeOffset.UnixEpoch, new Dictionary<string, string> { ["a"] = "mine" }).On(new Dictionary<string, string> { ["a"] = "built", ["b"] = "built" });
        Assert.Equal([("a", "mine"), ("b", "built")], labels.OrderBy(l => l.Key).Select(l => (l.Key, l.Value)));
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("", null)]
    [InlineData("0", 0L)]
    [InlineData("1795832826", 1795832826L)]
    public void SOURCE_DATE_EPOCH_is_seconds_since_1970(string? text, long? seconds) => Assert.Equal(seconds, ImageInputs.Epoch(text)?.ToUnixTimeSeconds());

    [Theory]
    [InlineData("yesterday")]
    [InlineData("-5")]
    [InlineData("99999999999999999")]
    public void Any_other_is_refused(string text) => Assert.Contains("SOURCE_DATE_EPOCH", Assert.Throws<EngineException>(() => ImageInputs.Epoch(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void An_image_is_called_by_registry_name_version_and_platform()
    {
        using var home = new TempHome();
        var images = ImagePublisher.Known(new FleetHostOptions(home.Path, home.Path, home.Path), home.Catalogue);
        Assert.Equal(["store Service", "tiny Real", "tiny-simulated Simulated"], images.Select(i => $"{i.Name} {i.Kind}"));
        Assert.Equal("ghcr.io/team/tiny:1.2-3", new PublishOptions("ghcr.io/team").ReferenceOf(images[1]));
        Assert.Equal("ghcr.io/team/tiny:1.2-3-arm64", new PublishOptions("ghcr.io/team") { TaggedArchitecture = "arm64" }.ReferenceOf(images[1]));
    }

    [Fact]
    public void Another_version_is_another_image_of_upstream_s_and_only_where_its_tag_is_the_version()
    {
        using var home = new TempHome();
        var catalogue = home.Catalogue with { Entries = home.Catalogue.Entries.SetItem("tiny", TempHome.Tiny(home.Path) with { Version = "1.2.3" }) };
        var publisher = new ImagePublisher(new FakeEngine(), new FleetHostOptions(home.Path, home.Path, home.Path), catalogue);
        CatalogueImage Image(string name) => publisher.Images.Single(i => i.Name == name);

        var older = publisher.At(Image("tiny"), "1.2.2")!;

        Assert.Equal(("1.2.2", "ghcr.io/team/tiny:1.2.2", "example.invalid/tiny:1.2.2"), (older.Version, new PublishOptions("ghcr.io/team").ReferenceOf(older), older.Recipe.Upstream));
        Assert.NotEqual(Image("tiny").LocalReference, older.LocalReference);
        Assert.Equal("1.2.2", publisher.At(Image("tiny-simulated"), "1.2.2")!.Version);
        Assert.Null(publisher.At(Image("store"), "1.2.2"));
    }
}
