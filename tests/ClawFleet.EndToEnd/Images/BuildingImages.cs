using System.Text;
using ClawFleet.Engine;
using ClawFleet.Hosting;
using ClawFleet.Hosting.Images;

namespace ClawFleet.EndToEnd.Images;

/// <summary>Builds on a real engine: seen, explained when they fail, never repeated, never half done.</summary>
public sealed class BuildingImages
{
    private static CancellationToken Soon => new CancellationTokenSource(TimeSpan.FromMinutes(3)).Token;

    [Fact]
    public async Task An_image_is_built_with_its_steps_told_and_then_never_again()
    {
        await using var home = new ImageHome();
        var first = new HeardProgress();
        await home.Images.EnsureAsync([home.Plain], rebuild: false, first, Soon);
        Assert.Contains(first.Lines, l => l.StartsWith("base: Step 1/", StringComparison.Ordinal) || l.StartsWith("base: STEP 1/", StringComparison.Ordinal));
        Assert.Contains(first.Lines, l => l.StartsWith("plain: built in ", StringComparison.Ordinal));
        var image = await home.Engine.FindImageAsync(home.Plain, Soon);
        Assert.Equal("plain", image!.Labels[ImageLabels.Image]);

        var second = new HeardProgress();
        await home.Images.EnsureAsync([home.Plain], rebuild: false, second, Soon);
        Assert.Empty(second.Lines);

        var forced = new HeardProgress();
        await home.Images.EnsureAsync([home.Plain], rebuild: true, forced, Soon);
        Assert.NotEmpty(forced.Lines);
    }

    [Fact]
    public async Task Two_at_once_build_an_image_once()
    {
        await using var home = new ImageHome();
        var heard = new HeardProgress();
        await Task.WhenAll(home.Images.EnsureAsync([home.Plain], rebuild: false, heard, Soon), home.Images.EnsureAsync([home.Plain], rebuild: false, heard, Soon));
        Assert.Single(heard.Lines, l => l.StartsWith("plain: built", StringComparison.Ordinal));
        Assert.Contains(heard.Lines, l => l.Contains("waiting", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_failed_build_says_what_failed_its_last_lines_and_what_mends_it_and_leaves_no_name()
    {
        await using var home = new ImageHome("RUN echo looking for packages; echo \"npm error code EAI_AGAIN\" >&2; exit 7");
        var error = await Assert.ThrowsAsync<EngineException>(() => home.Images.EnsureAsync([home.Plain], rebuild: false, new HeardProgress(), Soon));
        Assert.Equal(EngineErrorKind.BuildFailed, error.Kind);
        Assert.StartsWith("The image of plain cannot be built: ", error.Message, StringComparison.Ordinal);
        Assert.Contains("HTTP_PROXY", error.Message, StringComparison.Ordinal);
        Assert.Contains("looking for packages", error.LastLines);
        Assert.Contains("npm error code EAI_AGAIN", error.LastLines);
        Assert.Null(await home.Engine.FindImageAsync(home.Plain, Soon));
    }

    [Fact]
    public async Task One_image_that_fails_does_not_keep_the_others_from_being_built()
    {
        await using var home = new ImageHome("RUN exit 7");
        var simulated = home.Images.Names().Simulated["tiny"];
        await Assert.ThrowsAsync<EngineException>(() => home.Images.EnsureAsync([home.Plain, simulated], rebuild: false, new HeardProgress(), Soon));
        Assert.NotNull(await home.Engine.FindImageAsync(simulated, Soon));
    }

    [Fact]
    public async Task A_cancelled_build_leaves_no_name_and_the_next_one_succeeds()
    {
        await using var home = new ImageHome("RUN test -e /quick || for i in 1 2 3 4 5 6 7 8 9; do sleep 10; done");
        using var cancel = new CancellationTokenSource();
        var heard = new HeardProgress(e =>
        {
            if (e.Text.StartsWith("plain: S", StringComparison.Ordinal) && e.Text.Contains("RUN", StringComparison.Ordinal))
            {
                cancel.Cancel();
            }
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => home.Images.EnsureAsync([home.Plain], rebuild: false, heard, cancel.Token));
        Assert.Null(await home.Engine.FindImageAsync(home.Plain, Soon));

        home.Write("runtimes/plain/Dockerfile", "ARG BASE\nFROM ${BASE}\nLABEL quick=yes\n");
        await home.Images.EnsureAsync([home.Plain], rebuild: false, new HeardProgress(), Soon);
        Assert.NotNull(await home.Engine.FindImageAsync(home.Plain, Soon));
    }

    [Fact]
    public async Task A_changed_last_file_reuses_every_layer_below_it()
    {
        await using var home = new ImageHome("RUN date +%N > /made\nCOPY default.* /defaults/");
        await home.Images.EnsureAsync([home.Plain], rebuild: false, new HeardProgress(), Soon);
        var before = await home.Engine.GetImageHistoryAsync(home.Plain, Soon);
        home.Write("runtimes/plain/default.toml", "a = 2\n");
        await home.Images.EnsureAsync([home.Plain], rebuild: false, new HeardProgress(), Soon);
        var after = await home.Engine.GetImageHistoryAsync(home.Plain, Soon);
        var made = Assert.Single(after, l => l.CreatedBy.Contains("date +%N", StringComparison.Ordinal));
        Assert.Contains(before, l => l.Id == made.Id);
    }

    [Fact]
    public async Task An_upstream_image_that_cannot_be_pulled_is_missing_with_a_reason()
    {
        await using var home = new ImageHome();
        var missing = await home.Images.FindMissingUpstreamsAsync([("tiny", null), ("plain", null)], retry: false, new HeardProgress(), Soon);
        var (runtime, reason) = Assert.Single(missing);
        Assert.Equal("tiny", runtime);
        Assert.Contains("127.0.0.1:1/nobody/nothing:1", reason, StringComparison.Ordinal);

        var error = await Assert.ThrowsAsync<EngineException>(() => home.Images.EnsureAsync([home.Images.Names().Real["tiny"]], rebuild: false, new HeardProgress(), Soon));
        Assert.Equal(EngineErrorKind.PullFailed, error.Kind);
        Assert.Contains("simulate: missing", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Once_simulated_the_pull_is_tried_again_only_when_asked()
    {
        await using var home = new ImageHome();
        await home.Images.EnsureAsync([home.Images.Names().Simulated["tiny"]], rebuild: false, new HeardProgress(), Soon);
        var heard = new HeardProgress();
        Assert.True((await home.Images.FindMissingUpstreamsAsync([("tiny", null)], retry: false, heard, Soon)).ContainsKey("tiny"));
        Assert.Empty(heard.Lines);
        Assert.True((await home.Images.FindMissingUpstreamsAsync([("tiny", null)], retry: true, heard, Soon)).ContainsKey("tiny"));
        Assert.Contains("pulling 127.0.0.1:1/nobody/nothing:1", heard.Lines);
    }

    [Fact]
    public async Task An_upstream_image_that_the_engine_has_is_not_missing_and_is_built_from()
    {
        await using var home = new ImageHome("COPY default.* /defaults/", upstream: DebianImage.Reference);
        await new DebianImage(home.Engine, new ImagePuller(home.Engine, Quiet), Quiet).EnsureAsync(Soon);
        Assert.Empty(await home.Images.FindMissingUpstreamsAsync([("tiny", null)], retry: false, new HeardProgress(), Soon));
        await home.Images.EnsureAsync([home.Images.Names().Real["tiny"]], rebuild: false, new HeardProgress(), Soon);
    }

    [Fact]
    public async Task An_image_of_the_users_own_is_used_as_it_is()
    {
        await using var home = new ImageHome();
        await new DebianImage(home.Engine, new ImagePuller(home.Engine, Quiet), Quiet).EnsureAsync(Soon);
        var heard = new HeardProgress();
        await home.Images.EnsureAsync([DebianImage.Reference], rebuild: true, heard, Soon);
        Assert.Empty(heard.Lines);
        var error = await Assert.ThrowsAsync<EngineException>(() => home.Images.EnsureAsync(["127.0.0.1:1/own/image:1"], rebuild: false, heard, Soon));
        Assert.Equal(EngineErrorKind.PullFailed, error.Kind);
    }

    [Fact]
    public async Task The_certificates_of_the_machine_serve_the_build_and_are_not_in_the_image()
    {
        // The real base, made distinct so that it is really built.
        await using var home = new ImageHome();
        var real = Path.Combine(Fixture.Repository.Root, "runtimes", "base");
        home.Write("runtimes/base/apt-install", File.ReadAllText(Path.Combine(real, "apt-install")));
        var label = File.ReadAllText(Path.Combine(home.Folder, "runtimes/base/Dockerfile")).Split('\n')[2];
        home.Write("runtimes/base/Dockerfile", File.ReadAllText(Path.Combine(real, "Dockerfile")) + label + "\n");
        var marker = "clawfleet-marker-" + Guid.NewGuid().ToString("N");
        var images = new FleetImages(home.Engine, new FleetHostOptions(home.Folder, home.Folder, home.Folder), Model.Catalogue.RuntimeCatalogue.Read(Path.Combine(home.Folder, "runtimes")))
        {
            Certificates = () => [.. CaBundle.Read(), .. Encoding.UTF8.GetBytes($"\n# {marker}\n")],
        };
        var plain = images.Names().Real["plain"];
        await images.EnsureAsync([plain], rebuild: false, new HeardProgress(), Soon);

        var history = await home.Engine.GetImageHistoryAsync(plain, Soon);
        Assert.DoesNotContain(history, l => l.CreatedBy.Contains("ca-bundle", StringComparison.Ordinal));
        var container = await home.Engine.CreateContainerAsync(new ContainerSpec { Name = "images-" + marker[^8..], Image = plain }, Soon);
        try
        {
            await using var files = await home.Engine.ReadArchiveAsync(container, "/", Soon);
            Assert.False(await ContainsAsync(files, marker), "the machine's CA bundle is in the image");
        }
        finally
        {
            await home.Engine.RemoveContainerAsync(container, force: true, Soon);
        }
    }

    private static ImageProgress Quiet => new(new HeardProgress(), TimeProvider.System);

    private static async Task<bool> ContainsAsync(Stream stream, string text)
    {
        var sought = Encoding.UTF8.GetBytes(text);
        var buffer = new byte[1 << 20];
        var kept = 0;
        while (await stream.ReadAsync(buffer.AsMemory(kept), Soon) is > 0 and var read)
        {
            var filled = kept + read;
            if (buffer.AsSpan(0, filled).IndexOf(sought) >= 0)
            {
                return true;
            }

            kept = Math.Min(sought.Length - 1, filled);
            buffer.AsSpan(filled - kept, kept).CopyTo(buffer);
        }

        return false;
    }
}
