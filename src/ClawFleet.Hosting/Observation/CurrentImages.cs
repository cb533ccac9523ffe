using System.Collections.Immutable;
using ClawFleet.Engine;
using ClawFleet.Model.Plans;

namespace ClawFleet.Hosting.Observation;

/// <summary>Which image each name of a plan means now. A name can come to mean another one: <c>me/agent:dev</c> is built again, or <c>up --build</c> builds ours.</summary>
internal static class CurrentImages
{
    /// <returns>Ids by reference; what is not on the engine is not in it.</returns>
    public static async Task<IReadOnlyDictionary<string, string>> OfAsync(IContainerEngine engine, FleetPlan plan, CancellationToken ct)
    {
        var found = await Task.WhenAll(plan.Containers.Select(c => c.Image).Distinct(StringComparer.Ordinal)
            .Select(async reference => (reference, image: await engine.FindImageAsync(reference, ct).ConfigureAwait(false)))).ConfigureAwait(false);
        return found.Where(f => f.image is not null).ToImmutableDictionary(f => f.reference, f => f.image!.Id, StringComparer.Ordinal);
    }

    /// <summary>Docker writes <c>sha256:</c> before an id, and Podman does not everywhere.</summary>
    public static bool AreSame(string id, string other) => Bare(id).SequenceEqual(Bare(other));

    private static ReadOnlySpan<char> Bare(string id) => id.StartsWith("sha256:", StringComparison.Ordinal) ? id.AsSpan(7) : id;
}
