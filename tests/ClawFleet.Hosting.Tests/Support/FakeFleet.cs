using System.Collections.Concurrent;
using ClawFleet.Hosting.Supervision;
using ClawFleet.Model.Plans;

namespace ClawFleet.Hosting.Tests.Support;

/// <summary>A host on an engine in memory, with folders of its own.</summary>
internal sealed class FakeFleet : IDisposable, IProgress<FleetEvent>, ISecretValues
{
    private readonly string _folder = Directory.CreateTempSubdirectory("clawfleet-hosting-").FullName;

    public FakeFleet()
    {
        Options = new FleetHostOptions(_folder, Path.Combine(_folder, "state"), Path.Combine(_folder, "secrets"));
        Host = new FleetHost(Engine, Options);
    }

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public FakeEngine Engine { get; } = new();
    public FleetHostOptions Options { get; }
    public FleetHost Host { get; }
    public ConcurrentQueue<FleetEvent> Events { get; } = [];
    public Dictionary<string, string> Secrets { get; } = [];

    public string Said => string.Join('\n', Events.Select(e => $"{e.Member} {e.Text}"));

    public void Report(FleetEvent value) => Events.Enqueue(value);

    public string Get(SecretPlan secret) => Secrets.TryGetValue(secret.Name, out var value) ? value : throw new SecretUnavailableException($"${secret.Name} is not set");

    /// <summary>As an <c>up</c> that has a process in the background.</summary>
    public Task<UpResult> UpTellingAsync(FleetPlan plan) => new FleetHost(Engine, Options with { TellsMembers = true }).UpAsync(plan, [], this, this, Token);

    public Task<UpResult> UpAsync(FleetPlan plan, params string[] members) => Host.UpAsync(plan, members, this, this, Token);

    public Task SuperviseAsync(FleetPlan plan, SupervisionOptions options, CancellationToken ct) =>
        new FleetSupervisor(Engine, Options, options, plan.Fleet, plan.Containers.Select(c => new WatchedContainer(c)), ContainerSecrets.Resolve(plan, this, new GeneratedSecretStore(new FleetStateFolder(Options.StateRoot, plan.Fleet))), this).RunToEndAsync(ct);

    public Task SuperviseAsync(string fleet, SupervisionOptions options, CancellationToken ct)
    {
        var watch = Host.WatchOf(fleet);
        return Task.WhenAll(watch.RunAsync(ct), new UnattendedSupervision(Engine, Options, options, fleet, watch, this).RunAsync(ct));
    }

    public async Task UntilAsync(string what, Func<bool> holds)
    {
        var end = DateTime.UtcNow + TimeSpan.FromSeconds(20);
        while (!holds())
        {
            Assert.True(DateTime.UtcNow < end, $"not in time: {what}\n{Said}\n{string.Join('\n', Engine.Calls)}");
            await Task.Delay(10, Token);
        }
    }

    public Task UntilSaidAsync(string words) => UntilAsync(words, () => Events.Any(e => e.Text.Contains(words, StringComparison.Ordinal)));

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
