using ClawFleet.Model.Catalogue;
using ClawFleet.Model.Diagnostics;
using ClawFleet.Model.Documents;
using ClawFleet.Model.Planning;
using ClawFleet.Model.Tests.Support;
using ClawFleet.Model.Validation;

namespace ClawFleet.Model.Tests;

/// <summary>What <c>version:</c> can ask for, and what becomes of it.</summary>
public class VersionTests
{
    private static readonly RuntimeCatalogue Published = new(
        Catalogues.All.Entries.SetItem("zeroclaw", Catalogues.All.Entries["zeroclaw"] with { UpstreamImage = "example.org:5000/zeroclaw:v0.2.7-debian" }))
    { Tools = Catalogues.All.Tools };

    [Theory]
    [InlineData("1.2.3", "1.2.3")]
    [InlineData("v1.2.3", "1.2.3")]
    [InlineData("1.2.3-rc.1", "1.2.3-rc.1")]
    [InlineData("latest", null)]
    [InlineData("1.2.x", null)]
    [InlineData(">=1.2.3", null)]
    public void A_whole_version_is_one(string text, string? exact) => Assert.Equal(exact, VersionConstraint.Parse(text)!.Exact);

    [Theory]
    [InlineData("1.2.3-")]
    [InlineData("1.2.3-a b")]
    [InlineData("1.2.3+x")]
    [InlineData("1.2-rc")]
    public void A_pre_release_is_what_a_tag_can_hold(string text) => Assert.Null(VersionConstraint.Parse(text));

    [Theory]
    [InlineData("ghcr.io/a/b:v0.2.7-debian", "ghcr.io/a/b:v0.9.0-debian")]
    [InlineData("a/b:0.2.7", "a/b:0.9.0")]
    [InlineData("localhost:5000/a/b:0.2.7", "localhost:5000/a/b:0.9.0")]
    [InlineData("a/b:stable", null)]
    [InlineData("a/b", null)]
    [InlineData("a/0.2.7/b:0.2.7", null)]
    [InlineData("a/b:0.2.7@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", null)]
    [InlineData(null, null)]
    public void Another_version_is_another_tag_of_upstreams_image(string? image, string? other)
    {
        var entry = Catalogues.All.Entries["zeroclaw"] with { UpstreamImage = image };
        Assert.Equal(other is not null, entry.HasVersions);
        if (other is not null)
        {
            var at = entry.At("0.9.0");
            Assert.Equal(("0.9.0", other), (at.Version, at.UpstreamImage));
        }
        else
        {
            Assert.Throws<InvalidOperationException>(() => entry.At("0.9.0"));
        }
    }

    [Fact]
    public void A_pinned_member_has_an_image_of_its_version_and_the_others_have_ours()
    {
        var loaded = Fleets.Load("runtimes:\n  - {name: a, runtime: zeroclaw, version: 0.9.0}\n  - {name: b, runtime: zeroclaw, version: 0.2.7}\n  - {name: c, runtime: zeroclaw, version: 0.2.x}\n  - {name: d, runtime: zeroclaw, version: 0.9.0, tools: [git]}\n", catalogue: Published);
        Assert.Empty(loaded.Diagnostics);
        Assert.Equal(["0.9.0", null, null, "0.9.0"], loaded.Document!.Members.Select(m => m.Version));
        var keys = loaded.Document.Members.Select(m => ImageNames.Key(m.Runtime, m.Tools, m.Version)).ToList();
        Assert.Equal(["zeroclaw 0.9.0", "zeroclaw", "zeroclaw", "zeroclaw 0.9.0 with git"], keys);
    }

    [Fact]
    public void Only_the_version_whose_image_is_missing_is_simulated()
    {
        const string text = "simulate: missing\nruntimes:\n  - {name: a, runtime: zeroclaw, version: 0.9.0}\n  - {name: b, runtime: zeroclaw}\n";
        var loaded = Fleets.Load(text, catalogue: Published);
        Assert.Equal(SimulateMode.Missing, loaded.Document!.Members[0].Simulate);
        var options = Fleets.Options(loaded.Document, ["zeroclaw 0.9.0"]);
        Assert.Equal([true, false], Planner.Plan(loaded.Document, Published, options).Plan!.Members.Select(m => m.Simulated));
        Assert.Equal(["clawfleet/zeroclaw 0.9.0:simulated", "clawfleet/zeroclaw:real"], Planner.Plan(loaded.Document, Published, options).Plan!.Members.Select(m => m.Main.Image));
    }

    [Theory]
    [InlineData("zeroclaw", ">=0.9.1", "0.9.1")]
    [InlineData("zeroclaw", "0.9.x", "0.9.0")]
    [InlineData("openclaw", "2026.1.1", "lockfile")]
    public void What_cannot_be_had_is_refused_with_what_can(string runtime, string version, string says)
    {
        var fault = Assert.Single(Fleets.Load($"runtime: {runtime}\nversion: \"{version}\"\n", catalogue: Published).Diagnostics);
        Assert.Equal(DiagnosticCodes.VersionNotCarried, fault.Code);
        Assert.Contains(says, fault.Why + fault.Remedy, StringComparison.Ordinal);
    }
}
