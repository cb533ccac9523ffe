using ClawFleet.Engine;
using ClawFleet.Hosting;
using ClawFleet.Model.Plans;

namespace ClawFleet.Dashboard.Serving;

/// <summary>The fleet as it was within the last second: however many pages are open, the engine and the members are asked once.</summary>
internal sealed class FleetView(FleetHost host, string fleet, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan fresh = TimeSpan.FromSeconds(1);
    private readonly SemaphoreSlim asking = new(1, 1);
    private (FleetSnapshot Snapshot, long At)? last;

    public string Fleet => fleet;

    public void Dispose() => asking.Dispose();

    /// <exception cref="EngineException">The engine cannot be asked.</exception>
    public async Task<FleetSnapshot> NowAsync(CancellationToken ct)
    {
        await asking.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            if (last is { } known && time.GetElapsedTime(known.At) < fresh)
                return known.Snapshot;
            var members = await host.ListAsync(fleet, ct).ConfigureAwait(false);
            var containers = await host.Engine.ListContainersAsync(new ContainerListQuery(All: true, [$"{FleetLabels.Fleet}={fleet}"]), ct).ConfigureAwait(false);
            var snapshot = new FleetSnapshot(members, containers.ToDictionary(c => c.Name, c => c, StringComparer.Ordinal));
            last = (snapshot, time.GetTimestamp());
            return snapshot;
        }
        finally
        {
            asking.Release();
        }
    }
}
