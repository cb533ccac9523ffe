using System.Text.Json;
using ClawFleet.EndToEnd.Fixture;
using ClawFleet.Engine;
using ClawFleet.Hosting.Images;

namespace ClawFleet.EndToEnd.Images;

/// <summary><c>clawden image</c>: a runtime's image goes to a real registry, comes back by its digest, and is what this folder makes.</summary>
public sealed class PublishingImages
{
    private const string Runtime = "zeroclaw-simulated";

    [Fact]
    public async Task An_image_goes_to_a_registry_that_wants_a_login_comes_back_by_digest_and_is_the_same()
    {
        await using var registry = await PrivateRegistry.StartAsync();
        await using var engine = new DockerEngine();
        var work = Directory.CreateTempSubdirectory("clawfleet-e2e-image-");
        var prefix = registry.Host + "/team";
        var loggedIn = Variables(work.FullName, registry.LoggedIn);
        try
        {
            var built = Only((await Clawden.RunAsync(work.FullName, loggedIn, "image", "build", Runtime, "--registry", prefix, "--sbom", "sboms", "--source", "https://example.invalid/fleet", "--json")).Exits(0));
            var reference = built.GetProperty("reference").GetString()!;
            Assert.Matches($"^{prefix}/{Runtime}:[0-9.]+$", reference);
            await SaysWhatItIsAsync(engine, reference);
            NamesItsParts(await File.ReadAllTextAsync(Path.Combine(work.FullName, "sboms", Runtime + ".spdx.json")));

            var refused = (await Clawden.RunAsync(work.FullName, Variables(work.FullName, registry.LoggedOut), "image", "push", Runtime, "--registry", prefix, "--source", "https://example.invalid/fleet")).Exits(1);
            refused.Says("docker login");

            var pushedRun = (await Clawden.RunAsync(work.FullName, loggedIn, "image", "push", Runtime, "--registry", prefix, "--source", "https://example.invalid/fleet", "--json")).Exits(0);
            pushedRun.Says("up to date");
            Assert.DoesNotContain(PrivateRegistry.Password, pushedRun.All, StringComparison.Ordinal);
            var digest = Only(pushedRun).GetProperty("digest").GetString()!;
            Assert.Matches("^sha256:[0-9a-f]{64}$", digest);
            Assert.Equal(built.GetProperty("id").GetString(), Only(pushedRun).GetProperty("id").GetString());

            // Somebody else's machine: it has the digest, and nothing else.
            await engine.RemoveImageAsync(reference, force: true, CancellationToken.None);
            var byDigest = $"{prefix}/{Runtime}@{digest}";
            (await Clawden.RunAsync(work.FullName, Variables(work.FullName, registry.LoggedOut), "image", "verify", byDigest)).Exits(1).Says("docker login");
            var verdict = Only((await Clawden.RunAsync(work.FullName, loggedIn, "image", "verify", byDigest, "--json")).Exits(0));
            Assert.True(verdict.GetProperty("same").GetBoolean());
            Assert.Equal(built.GetProperty("id").GetString(), (await engine.FindImageAsync(byDigest, CancellationToken.None))!.Id);
            await engine.RemoveImageAsync(byDigest, force: true, CancellationToken.None);
            await StandsForItsPlatformAsync(engine, registry, work.FullName, prefix + "/many", built.GetProperty("id").GetString()!);
        }
        finally
        {
            work.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Two_builds_from_nothing_are_the_same_or_the_file_that_differs_is_named()
    {
        await using var home = new ImageHome("RUN echo one > /made && touch /made\nCOPY default.* /defaults/");
        var variables = Variables(home.Folder, home.Folder);
        (await Clawden.RunAsync(home.Folder, variables, "image", "verify", "plain")).Exits(0);

        home.Write("runtimes/plain/Dockerfile", "ARG BASE\nFROM ${BASE}\nRUN date +%N > /made\n");
        var differs = (await Clawden.RunAsync(home.Folder, variables, "image", "verify", "plain")).Exits(1);
        Assert.Contains("plain: differs: two builds from nothing", differs.Stdout, StringComparison.Ordinal);
        Assert.Matches(@"  layer \d of \d: /made: (content, from byte \d of 10 on|size \d+ and \d+)\n", differs.Stdout);
        Assert.DoesNotContain(await home.Engine.ListImagesAsync(ImageLabels.Image, CancellationToken.None), i => i.Tags.Any(t => t.StartsWith("clawfleet-verify/plain", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_published_image_of_another_state_of_the_folder_is_told_by_its_inputs()
    {
        await using var home = new ImageHome("COPY default.* /defaults/");
        var variables = Variables(home.Folder, home.Folder);
        var built = Only((await Clawden.RunAsync(home.Folder, variables, "image", "build", "plain", "--registry", "registry.invalid/x", "--json")).Exits(0));
        var reference = built.GetProperty("reference").GetString()!;
        Assert.Equal("registry.invalid/x/plain:1.0.0", reference);
        home.Write("runtimes/plain/default.toml", "a = 2\n");
        var verdict = (await Clawden.RunAsync(home.Folder, variables, "image", "verify", reference)).Exits(1);
        Assert.Contains("plain: other inputs", verdict.Stdout, StringComparison.Ordinal);
        Assert.Contains(ImageLabels.ContentHash, verdict.Stdout, StringComparison.Ordinal);

        var rows = (await Clawden.RunAsync(home.Folder, variables, "image", "list", "--json")).Exits(0).Json().EnumerateArray().ToList();
        var published = Assert.Single(rows, r => r.GetProperty("reference").GetString() == reference);
        Assert.Equal(("registry", false), (published.GetProperty("use").GetString(), published.GetProperty("current").GetBoolean()));
        Assert.Contains(rows, r => r.GetProperty("name").GetString() == "tiny" && r.GetProperty("kind").GetString() == "real" && r.GetProperty("present").ValueKind == JsonValueKind.False);
    }

    [Fact]
    public async Task What_cannot_be_built_here_is_refused_with_the_reason()
    {
        await using var home = new ImageHome();
        var variables = Variables(home.Folder, home.Folder);
        var other = System.Runtime.InteropServices.RuntimeInformation.OSArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? "linux/amd64" : "linux/arm64";
        (await Clawden.RunAsync(home.Folder, variables, "image", "build", "plain", "--platform", other)).Exits(1).Says("this engine builds", other);
        (await Clawden.RunAsync(home.Folder, variables, "image", "build", "tiny")).Exits(1).Says("127.0.0.1:1/nobody/nothing:1", "--simulated makes the simulator's image instead");
        (await Clawden.RunAsync(home.Folder, variables, "image", "build", "plain@2.0.0")).Exits(2).Says("2.0.0 was asked for", "1.0.0");
        (await Clawden.RunAsync(Path.GetTempPath(), new Dictionary<string, string>(variables) { ["CLAWFLEET_HOME"] = Repository.Root }, "image", "build", "openclaw", "--simulated")).Exits(2).Says("openclaw has no simulator");
        (await Clawden.RunAsync(home.Folder, variables, "image", "build", "nobody")).Exits(2).Says("there is no image nobody", "plain, plain-simulated, tiny, tiny-simulated");
        (await Clawden.RunAsync(home.Folder, variables, "image", "sbom", "plain")).Exits(1).Says("clawfleet/plain:1.0.0 is not there", "clawden image build plain");
        (await Clawden.RunAsync(home.Folder, variables, "image", "verify", DebianImage.Reference)).Exits(1).Says("was not made by ClawFleet");
    }

    /// <summary>As on a machine of each platform: the tag says which, and the version's own tag stands for all of them.</summary>
    private static async Task StandsForItsPlatformAsync(DockerEngine engine, PrivateRegistry registry, string folder, string prefix, string id)
    {
        var loggedIn = Variables(folder, registry.LoggedIn);
        (await Clawden.RunAsync(folder, loggedIn, "image", "index", Runtime, "--registry", prefix)).Exits(1).Says("for no platform", "--platform linux/amd64");
        var own = System.Runtime.InteropServices.RuntimeInformation.OSArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? "arm64" : "amd64";
        var pushed = Only((await Clawden.RunAsync(folder, loggedIn, "image", "push", Runtime, "--registry", prefix, "--platform", "linux/" + own, "--source", "https://example.invalid/fleet", "--json")).Exits(0));
        Assert.EndsWith("-" + own, pushed.GetProperty("reference").GetString(), StringComparison.Ordinal);
        (await Clawden.RunAsync(folder, Variables(folder, registry.LoggedOut), "image", "index", Runtime, "--registry", prefix)).Exits(1).Says("docker login");
        var index = Only((await Clawden.RunAsync(folder, loggedIn, "image", "index", Runtime, "--registry", prefix, "--json")).Exits(0));
        Assert.Equal("linux/" + own, Assert.Single(index.GetProperty("platforms").EnumerateArray().ToList()).GetString());

        var reference = index.GetProperty("reference").GetString()!;
        await engine.RemoveImageAsync(pushed.GetProperty("reference").GetString()!, force: true, CancellationToken.None);
        var byDigest = $"{reference[..reference.LastIndexOf(':')]}@{index.GetProperty("digest").GetString()}";
        var document = (await Clawden.RunAsync(folder, loggedIn, "image", "sbom", byDigest)).Exits(0).Stdout;
        await engine.RemoveImageAsync(byDigest, force: true, CancellationToken.None);
        NamesItsParts(document);
        Assert.Contains(id["sha256:".Length..], document, StringComparison.Ordinal);
    }

    private static async Task SaysWhatItIsAsync(DockerEngine engine, string reference)
    {
        var image = (await engine.FindImageAsync(reference, CancellationToken.None))!;
        Assert.Equal(Runtime, image.Labels[ImageLabels.Image]);
        Assert.Equal("true", image.Labels[ImageLabels.Simulated]);
        Assert.Equal("debian:trixie-slim", image.Labels["org.opencontainers.image.base.name"]);
        Assert.Equal("https://example.invalid/fleet", image.Labels["org.opencontainers.image.source"]);
        Assert.Equal(reference[(reference.LastIndexOf(':') + 1)..], image.Labels["org.opencontainers.image.version"]);
        Assert.Equal(image.Created, DateTimeOffset.Parse(image.Labels["org.opencontainers.image.created"], System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal("10000:10000", image.User);
    }

    private static void NamesItsParts(string document)
    {
        using var json = JsonDocument.Parse(document);
        var parts = json.RootElement.GetProperty("packages").EnumerateArray().Select(p => p.GetProperty("name").GetString()).ToList();
        Assert.Superset(new HashSet<string?> { "bash", "tini", "libc6", "clawinit", "clawsim", Runtime }, parts.ToHashSet());
    }

    private static JsonElement Only(CliResult result) => Assert.Single(result.Json().EnumerateArray().ToList());

    /// <summary>State of the test's own, so that nothing is left in the user's.</summary>
    private static Dictionary<string, string> Variables(string folder, string dockerConfig) => new(StringComparer.Ordinal)
    {
        ["XDG_STATE_HOME"] = Path.Combine(folder, ".state"),
        ["DOCKER_CONFIG"] = dockerConfig,
        ["CLAWFLEET_HOME"] = Directory.Exists(Path.Combine(folder, "runtimes")) ? folder : Repository.Root,
    };
}
