using System.Collections.Immutable;

namespace ClawFleet.Hosting.Reconciliation;

internal sealed record ReconcileOptions
{
    /// <summary>Members to touch, by name or declared name; empty for all, and then what the plan does not name goes.</summary>
    public IReadOnlyCollection<string> Members { get; init; } = [];

    /// <summary>What the secrets-hash label is to say, by container; a container without an entry mounts no secret.</summary>
    public IReadOnlyDictionary<string, string> SecretsHashes { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Which image each name means on the engine now (<see cref="Observation.CurrentImages"/>); a name that is not in it is not compared.</summary>
    public IReadOnlyDictionary<string, string> ImageIds { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Containers that cannot be made, with the reason (a secret without a value).</summary>
    public IReadOnlyDictionary<string, string> Refused { get; init; } = ImmutableDictionary<string, string>.Empty;
}
