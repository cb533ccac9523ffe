using ClawFleet.EndToEnd.Fixture;

[assembly: AssemblyFixture(typeof(BuiltImages))]

namespace ClawFleet.EndToEnd.Fixture;

/// <summary>The images that the tests' fleets need, built once before any test: a first build takes minutes, and tests have deadlines.</summary>
public sealed class BuiltImages : IAsyncLifetime
{
    public async ValueTask InitializeAsync()
    {
        await using var fleet = TempFleet.OfSimulated(("one", ""));
        await using var up = fleet.Start("up", "-d");
        (await up.EndsAsync(TimeSpan.FromMinutes(15))).Exits(0);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
