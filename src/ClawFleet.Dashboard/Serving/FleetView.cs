using System.Collections.Immutable;
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
    private (ImmutableArray<GivenContainer> Containers, long At)? lastGiven;

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

    /// <summary>Every container of the fleet in full, each member before its sidecars.</summary>
    /// <exception cref="EngineException">The engine cannot be asked.</exception>
    public async Task<ImmutableArray<GivenContainer>> ContainersAsync(CancellationToken ct)
    {
        var now = await NowAsync(ct).ConfigureAwait(false);
        await asking.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            if (lastGiven is { } known && time.GetElapsedTime(known.At) < fresh)
                return known.Containers;
            var all = await Task.WhenAll(now.Members.Select(m => ReadAsync(m, now, ct))).ConfigureAwait(false);
            var containers = all.OfType<GivenContainer>().OrderBy(c => c.Owner, StringComparer.Ordinal).ThenBy(c => c.IsSidecar).ThenBy(c => c.Status.Name, StringComparer.Ordinal).ToImmutableArray();
            lastGiven = (containers, time.GetTimestamp());
            return containers;
        }
        finally
        {
            asking.Release();
        }
    }

    private async Task<GivenContainer?> ReadAsync(MemberStatus member, FleetSnapshot now, CancellationToken ct)
    {
        try
        {
            var details = await host.Engine.InspectContainerAsync(member.ContainerId, ct).ConfigureAwait(false);
            var plan = GivenPlan.Of(details.Labels);
            return new GivenContainer(member, now.OwnerOf(member), details, plan, GivenPlan.SpecOf(plan));
        }
        catch (EngineException e) when (e.Kind == EngineErrorKind.NotFound)
        {
            return null; // Removed since it was listed.
        }
    }
}
