using System.Collections.Immutable;
using ClawFleet.Engine;
using ClawFleet.Hosting.Images;

namespace ClawFleet.Hosting.Tests.Images;

public sealed class AdviceOnFailedBuilds
{
    [Theory]
    [InlineData("write /usr/lib/x: no space left on device", "docker system df")]
    [InlineData("npm error code SELF_SIGNED_CERT_IN_CHAIN", "SSL_CERT_FILE")]
    [InlineData("E: Failed to fetch https://…  Certificate verification failed: The certificate is NOT trusted.", "SSL_CERT_FILE")]
    [InlineData("W: Failed to fetch http://…  Temporary failure resolving 'mirror.invalid'", "HTTP_PROXY")]
    [InlineData("npm error code EAI_AGAIN", "HTTP_PROXY")]
    [InlineData("npm error code E401", "NPM_CONFIG_REGISTRY")]
    [InlineData("npm error code ETARGET", "NPM_CONFIG_REGISTRY")]
    [InlineData("npm error code EUSAGE", "package-lock.json")]
    [InlineData("exec /bin/sh: exec format error", "architecture")]
    [InlineData("COPY failed: file not found in build context", "Dockerfile copies")]
    [InlineData("make: *** [all] Error 1", "last lines")]
    public void The_last_lines_tell_what_mends_it(string line, string advice)
        => Assert.Contains(advice, BuildAdvice.For(["Step 3/9 : RUN something", line]), StringComparison.Ordinal);

    [Fact]
    public void The_error_names_the_image_as_people_know_it_and_keeps_the_last_lines()
    {
        var recipe = new ImageRecipe { Name = "openclaw", Reference = "clawfleet/openclaw:1-abc", ContentHash = "abc", Files = [], Arguments = ImmutableSortedDictionary<string, string>.Empty };
        var error = ImageBuilder.Explained(recipe, new EngineException(EngineErrorKind.BuildFailed, "Cannot build image clawfleet/openclaw:1-abc: The command returned a non-zero code: 1.") { LastLines = ["npm error code EAI_AGAIN"] });
        Assert.Equal(EngineErrorKind.BuildFailed, error.Kind);
        Assert.StartsWith("The image of openclaw cannot be built: The command returned a non-zero code: 1. Containers have no way to the package sources", error.Message, StringComparison.Ordinal);
        Assert.Equal(["npm error code EAI_AGAIN"], error.LastLines);
    }

    [Fact]
    public async Task An_image_that_is_made_here_is_asked_of_no_registry()
    {
        var puller = new ImagePuller(new FakeEngine(), new ImageProgress(new Progress<FleetEvent>(), TimeProvider.System));
        var error = await Assert.ThrowsAsync<EngineException>(() => puller.PullAsync("localhost/nanoclaw:2.0.64", TestContext.Current.CancellationToken));
        Assert.Equal(EngineErrorKind.PullFailed, error.Kind);

        var recipe = new ImageRecipe { Name = "nanoclaw", Reference = "clawfleet/nanoclaw:1-abc", ContentHash = "abc", Files = [], Arguments = ImmutableSortedDictionary<string, string>.Empty };
        Assert.Equal("Give the member an image of your own (image: …), or make it as runtimes/nanoclaw/README.md says.", ImageBuilder.Remedy(recipe, "localhost/nanoclaw:2.0.64", ImageBuilder.ByTheFile));
        Assert.Contains("load the image into the engine by hand", ImageBuilder.Remedy(recipe with { Simulatable = "nanoclaw" }, "ghcr.io/x/y:1", ImageBuilder.ByTheFile), StringComparison.Ordinal);
    }

    [Fact]
    public void Proxies_and_the_registry_of_the_machine_are_passed_on_when_set()
    {
        var set = new Dictionary<string, string> { ["HTTPS_PROXY"] = "http://proxy.invalid:3128", ["NPM_CONFIG_REGISTRY"] = "http://registry.invalid/", ["http_proxy"] = "", ["SECRET"] = "no" };
        Assert.Equal(["HTTPS_PROXY", "NPM_CONFIG_REGISTRY"], NetworkArguments.Read(set.GetValueOrDefault).Select(a => a.Key));
    }
}
