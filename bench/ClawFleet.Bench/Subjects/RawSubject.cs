using System.Text.Json.Nodes;
using ClawFleet.Bench.Engine;

namespace ClawFleet.Bench.Subjects;

/// <summary>The same containers through the engine's API, in parallel, with no logic at all.</summary>
internal sealed class RawSubject(RawEngine engine, IReadOnlyList<CapturedContainer> containers, string secrets, int parallel) : ISubject
{
    private const string Fleet = "clawbench-raw";

    public string Name => "engine API";

    public Func<Task>? Again => null;

    public Func<Task>? List => null;

    public async Task UpAsync()
    {
        await engine.PostAsync("networks/create", new JsonObject { ["Name"] = Fleet, ["CheckDuplicate"] = true });
        var healthy = new List<Task>();
        await EachAsync(async container =>
        {
            await engine.PostAsync($"containers/create?name={Fleet}-{container.Member}", container.CreateBody(Fleet, Fleet, secrets));
            await engine.PostAsync($"containers/{Fleet}-{container.Member}/start");
            lock (healthy) healthy.Add(HealthPoll.OneAsync(container.HostPort));
        });
        await Task.WhenAll(healthy);
    }

    public async Task DownAsync()
    {
        await EachAsync(async container =>
        {
            await engine.PostAsync($"containers/{Fleet}-{container.Member}/stop");
            await engine.DeleteAsync($"containers/{Fleet}-{container.Member}");
        });
        await engine.DeleteAsync($"networks/{Fleet}");
    }

    public Task CleanAsync() => EachAsync(async container =>
    {
        await engine.DeleteAsync($"containers/{Fleet}-{container.Member}?force=1");
        foreach (var mount in container.Mounts(Fleet, secrets).Where(mount => (string?)mount!["Type"] == "volume")) await engine.DeleteAsync($"volumes/{mount!["Source"]}");
        await engine.DeleteAsync($"networks/{Fleet}");
    });

    private Task EachAsync(Func<CapturedContainer, Task> act) =>
        Parallel.ForEachAsync(containers, new ParallelOptions { MaxDegreeOfParallelism = parallel }, async (container, _) => await act(container));
}
