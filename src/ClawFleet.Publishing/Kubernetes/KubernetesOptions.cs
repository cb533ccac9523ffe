using System.Collections.Immutable;
using ClawFleet.Model.Plans;

namespace ClawFleet.Publishing.Kubernetes;

/// <summary>What a plan does not say and a cluster must know.</summary>
public sealed record KubernetesOptions
{
    /// <summary>Bytes of a volume unless something else is asked for. A claim's size cannot be made less later, and more only where the storage class allows it.</summary>
    public const long DefaultStorageBytes = 5L << 30;

    /// <summary>Namespace; null for one of the fleet's name.</summary>
    public string? Namespace { get; init; }

    /// <summary>Takes the place of <c>clawfleet</c> in the names of ClawFleet's images: host and path, without a slash at its end. Null when the cluster's nodes have the images by their own names.</summary>
    public string? Registry { get; init; }

    /// <summary>Tags in the registry by the plan's image. An image that is not here keeps its tag.</summary>
    public ImmutableSortedDictionary<string, string> Tags { get; init; } = ImmutableSortedDictionary<string, string>.Empty.WithComparers(StringComparer.Ordinal);

    /// <summary>Size of each volume, in bytes.</summary>
    public long StorageBytes { get; init; } = DefaultStorageBytes;

    /// <summary>Null for the cluster's own choice.</summary>
    public string? StorageClass { get; init; }

    /// <summary>The values that are written into the folder of secret files; null for a secret that the user puts there.</summary>
    public Func<SecretPlan, string?> SecretValue { get; init; } = _ => null;
}
