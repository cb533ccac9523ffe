using ClawFleet.EndToEnd.Fixture;

[assembly: AssemblyFixture(typeof(BuiltImages))]

namespace ClawFleet.EndToEnd.Fixture;

/// <summary>The images that the tests' fleets need, built once before any test: a first build takes minutes, and tests have deadlines.</summary>
public sealed class BuiltImages : IAsyncLifetime
{
    private static readonly Lazy<Task> Building = new(BuildAsync);

    /// <summary>Ends when they are there; for a fixture that looks for one of them, since fixtures begin in no order of ours.</summary>
    public static Task ReadyAsync() => Building.Value;

    public async ValueTask InitializeAsync() => await ReadyAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static async Task BuildAsync()
    {
        await using var fleet = TempFleet.OfSimulated(("one", ""));
        await using var up = fleet.Start("up", "-d");
        (await up.EndsAsync(TimeSpan.FromMinutes(15))).Exits(0);
    }
}
