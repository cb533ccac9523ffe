using System.Collections.Immutable;
using System.Diagnostics;
using ClawFleet.Engine;
using ClawFleet.Hosting.Images;

namespace ClawFleet.Hosting.Tests.Tracing;

public sealed class ImageStepTests : IAsyncDisposable
{
    private static readonly ImageRecipe Recipe = new() { Name = "tiny", Reference = "clawfleet/tiny:1-abc", ContentHash = "abc", Files = [], Arguments = ImmutableSortedDictionary<string, string>.Empty };

    private readonly FakeEngine _engine = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ImageProgress Progress { get; } = new(new Progress<FleetEvent>(), TimeProvider.System);

    private ImagePuller Puller => new(_engine, Progress);

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    [Fact]
    public async Task Each_pull_and_each_build_is_a_step_and_a_build_tells_its_own()
    {
        _engine.Pull = _ => [new PullProgress("", "Downloading", null, null)];
        _engine.Build = _ => [new BuildProgress("Step 1/2 : FROM base"), new BuildProgress("something long"), new BuildProgress("Step 2/2 : RUN make"), new BuildProgress("", "sha256:1")];

        var steps = await StepsAsync("traced-images", async () =>
        {
            await Puller.PullAsync("registry.invalid/upstream:1", Token);
            await new ImageBuilder(_engine, Puller, Progress, () => []).BuildAsync(Recipe, Token);
        });

        Assert.Equal(["pull image registry.invalid/upstream:1", "build image tiny"], steps.Select(s => s.OperationName));
        Assert.Equal("clawfleet/tiny:1-abc", steps[1].GetTagItem("container.image.name"));
        Assert.Equal(["Step 1/2 : FROM base", "Step 2/2 : RUN make"], steps[1].Events.Select(e => e.Name));
        Assert.All(steps, s => Assert.Equal(ActivityStatusCode.Unset, s.Status));
    }

    [Fact]
    public async Task A_pull_and_a_build_that_fail_say_why()
    {
        _engine.Pull = _ => throw new EngineException(EngineErrorKind.PullFailed, "no such image");
        _engine.Build = _ => throw new EngineException(EngineErrorKind.BuildFailed, "Cannot build image clawfleet/tiny:1-abc: code 1.");

        var steps = await StepsAsync("traced-no-images", async () =>
        {
            await Assert.ThrowsAsync<EngineException>(() => Puller.PullAsync("registry.invalid/upstream:1", Token));
            await Assert.ThrowsAsync<EngineException>(() => new ImageBuilder(_engine, Puller, Progress, () => []).BuildAsync(Recipe, Token));
        });

        Assert.All(steps, s => Assert.Equal(ActivityStatusCode.Error, s.Status));
        Assert.Equal("no such image", steps[0].StatusDescription);
        Assert.StartsWith("The image of tiny cannot be built: code 1.", steps[1].StatusDescription, StringComparison.Ordinal);
    }

    private static async Task<IReadOnlyList<Activity>> StepsAsync(string fleet, Func<Task> work)
    {
        using var heard = new HeardSteps(fleet);
        using (var up = FleetActivities.Begin("up"))
        {
            up.Of(fleet);
            await work();
        }

        return heard.Below(Assert.Single(heard.Verbs));
    }
}
