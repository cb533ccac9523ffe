using System.Collections.Immutable;

namespace ClawFleet.Hosting.Observation;

/// <summary>What is on the engine of one fleet: plain values, taken in one go.</summary>
internal sealed record ObservedFleet
{
    public required string Fleet { get; init; }

    /// <summary>Containers that carry the fleet's label, by name.</summary>
    public ImmutableArray<ObservedContainer> Containers { get; init; } = [];

    public ImmutableArray<ObservedNetwork> Networks { get; init; } = [];

    public ImmutableArray<ObservedVolume> Volumes { get; init; } = [];

    /// <summary>Networks and volumes on the engine that are not the fleet's, by name, with their owner's fleet (null for somebody else's).</summary>
    public ImmutableDictionary<string, string?> ForeignNetworks { get; init; } = ImmutableDictionary<string, string?>.Empty;

    public ImmutableDictionary<string, string?> ForeignVolumes { get; init; } = ImmutableDictionary<string, string?>.Empty;

    /// <summary>Containers from the same file under another fleet name: the file's <c>name:</c> was changed.</summary>
    public ImmutableArray<ObservedContainer> FromSameSource { get; init; } = [];

    /// <summary>Another engine brought the fleet up from what <c>clawden publish</c> wrote: its networks say so.</summary>
    public bool IsPublished { get; init; }

    public ObservedContainer? Find(string name) => Containers.FirstOrDefault(c => c.Name == name);
}

internal sealed record ObservedNetwork(string Name, bool Internal);

internal sealed record ObservedVolume(string Name);
