using System.Collections.Immutable;
using ClawFleet.Engine;
using ClawFleet.Model.Plans;

namespace ClawFleet.Hosting.Observation;

/// <summary>Takes the snapshot: three list calls at once, no inspect.</summary>
internal static class FleetObserver
{
    /// <param name="source">The file the fleet comes from, or null when none is at hand (<c>down</c>, <c>ps</c>).</param>
    public static async Task<ObservedFleet> ObserveAsync(IContainerEngine engine, string fleet, string? source, CancellationToken ct)
    {
        // With a source, containers of every fleet are asked for: the same call then also shows a fleet that was renamed in the file.
        // Networks and volumes come unfiltered, so that a stranger's network under our name is seen before anything is made.
        var containersTask = engine.ListContainersAsync(new ContainerListQuery(All: true, [source is null ? $"{FleetLabels.Fleet}={fleet}" : FleetLabels.Fleet]), ct);
        var networksTask = engine.ListNetworksAsync(null, ct);
        var volumesTask = engine.ListVolumesAsync(null, ct);
        await Task.WhenAll(containersTask, networksTask, volumesTask).ConfigureAwait(false);

        var containers = (await containersTask.ConfigureAwait(false)).Select(ObservedContainer.From).OrderBy(c => c.Name, StringComparer.Ordinal).ToImmutableArray();
        var networks = await networksTask.ConfigureAwait(false);
        var volumes = await volumesTask.ConfigureAwait(false);
        return new ObservedFleet
        {
            Fleet = fleet,
            Containers = [.. containers.Where(c => c.Fleet == fleet)],
            FromSameSource = source is null ? [] : [.. containers.Where(c => c.Fleet != fleet && c.Source == source)],
            Networks = [.. networks.Where(n => Owner(n.Labels) == fleet).Select(n => new ObservedNetwork(n.Name, n.Internal)).OrderBy(n => n.Name, StringComparer.Ordinal)],
            Volumes = [.. volumes.Where(v => Owner(v.Labels) == fleet).Select(v => new ObservedVolume(v.Name)).OrderBy(v => v.Name, StringComparer.Ordinal)],
            IsPublished = networks.Any(n => n.Labels.TryGetValue(FleetLabels.Published, out var published) && published == fleet),
            ForeignNetworks = Foreign(networks.Select(n => (n.Name, Owner(n.Labels))), fleet),
            ForeignVolumes = Foreign(volumes.Select(v => (v.Name, Owner(v.Labels))), fleet),
        };
    }

    private static string? Owner(IReadOnlyDictionary<string, string> labels) => labels.TryGetValue(FleetLabels.Fleet, out var fleet) ? fleet : null;

    private static ImmutableDictionary<string, string?> Foreign(IEnumerable<(string Name, string? Owner)> all, string fleet)
    {
        var foreign = ImmutableDictionary.CreateBuilder<string, string?>(StringComparer.Ordinal);
        foreach (var (name, owner) in all.Where(x => x.Owner != fleet))
        {
            foreign[name] = owner; // Two networks may share a name on Docker; one is enough to know it is taken.
        }

        return foreign.ToImmutable();
    }
}
