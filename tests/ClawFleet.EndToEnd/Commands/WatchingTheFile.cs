using ClawFleet.EndToEnd.Fixture;

namespace ClawFleet.EndToEnd.Commands;

/// <summary><c>up --watch</c> and <c>up --dry-run</c>: what the file changes is shown, and done or not.</summary>
public sealed class WatchingTheFile : IAsyncDisposable
{
    private const string Added = "  - name: two\n    runtime: zeroclaw\n    ports: auto\n";
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(120);

    private readonly TempFleet _fleet = TempFleet.OfSimulated(("one", ""));

    public ValueTask DisposeAsync() => _fleet.DisposeAsync();

    [Fact]
    public async Task A_running_fleet_follows_its_file_and_a_fault_in_it_changes_nothing()
    {
        await using var up = _fleet.Start("up", "--watch", "--no-logs");
        await SaysAsync(up, "is taken over");
        var one = (await _fleet.ContainersAsync())["one"].Id;

        var text = await File.ReadAllTextAsync(_fleet.File, TestContext.Current.CancellationToken);
        _fleet.Write(text + Added);
        await SaysAsync(up, $"+ create {_fleet.Name}-two (not there)");
        await SaysAsync(up, "two: is healthy");
        Assert.Equal(one, (await _fleet.ContainersAsync())["one"].Id);

        _fleet.Write(text + Added + "    enviroment: {A: b}\n");
        await SaysAsync(up, $"changed and has faults; {_fleet.Name} stays as it is");
        Assert.Contains("enviroment", up.StderrSoFar, StringComparison.Ordinal);

        _fleet.Write(text + Added + "    env: {A: b}\n");
        await SaysAsync(up, $"~ replace {_fleet.Name}-two");
        // One of the names is in the table of the first change already.
        await Eventually.HoldsAsync("the fleet is as the file says", async () => (await _fleet.ContainersAsync()).TryGetValue("two", out var two) && two.StatusText.StartsWith("Up", StringComparison.Ordinal), () => up.StderrSoFar);

        _fleet.Write(text);
        await SaysAsync(up, $"- remove {_fleet.Name}-two");
        await Eventually.HoldsAsync("the fleet is as the file says", async () => (await _fleet.ContainersAsync()).Count == 1, () => up.StderrSoFar);
        Assert.Equal(one, (await _fleet.ContainersAsync())["one"].Id);
        await up.SignalAsync("INT");
        (await up.EndsAsync(Soon)).Exits(0).Says("is stopped, its data kept");
    }

    [Fact]
    public async Task What_would_be_done_is_said_and_not_done()
    {
        var first = (await _fleet.RunAsync("up", "--dry-run")).Exits(0).Says("nothing was changed");
        Assert.Contains($"+ create {_fleet.Name}-one (not there)", first.Stdout, StringComparison.Ordinal);
        Assert.Empty(await _fleet.ContainersAsync());
        (await _fleet.RunAsync("up", "--watch", "-d")).Exits(2).Says("--watch stays attached");
    }

    private static Task SaysAsync(Clawden up, string words) => up.SaysAsync(words, Soon, p => p.StderrSoFar.Contains(words, StringComparison.Ordinal));
}
