namespace ClawFleet.Engine;

public sealed record ImageSummary(string Id, IReadOnlyList<string> Tags, DateTimeOffset Created, long SizeBytes, IReadOnlyDictionary<string, string> Labels);

public sealed record ImageDetails(string Id, IReadOnlyList<string> Tags, string Architecture, long SizeBytes, string User,
    IReadOnlyList<string> Environment, IReadOnlyDictionary<string, string> Labels, string RawJson)
{
    /// <summary><c>linux</c>.</summary>
    public string Os { get; init; } = "linux";

    /// <summary>When its configuration says that it was made.</summary>
    public DateTimeOffset Created { get; init; }

    /// <summary>What registries call it: <c>debian@sha256:…</c>. Empty for an image that was neither pulled nor pushed.</summary>
    public IReadOnlyList<string> RegistryDigests { get; init; } = [];
}

public sealed record ImageLayer(string Id, string CreatedBy, long SizeBytes);

/// <param name="Id">Layer or empty.</param>
/// <param name="Status">The engine's word.</param>
public sealed record PullProgress(string Id, string Status, long? CurrentBytes, long? TotalBytes);

/// <param name="Id">Layer or empty.</param>
/// <param name="Status">The engine's word.</param>
/// <param name="Digest">Of the manifest in the registry, <c>sha256:…</c>; set on the last element only.</param>
public sealed record PushProgress(string Id, string Status, string? Digest = null);

/// <param name="Line">A line of the builder's output, without its line ending.</param>
/// <param name="ImageId">Set on the last element only.</param>
public sealed record BuildProgress(string Line, string? ImageId = null);

public sealed record ImageBuildSpec
{
    public required IReadOnlyList<string> Tags { get; init; }
    public string Dockerfile { get; init; } = "Dockerfile";
    public string? Target { get; init; }
    public IReadOnlyDictionary<string, string> BuildArguments { get; init; } = new Dictionary<string, string>();
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();
    public string? Platform { get; init; }
    public bool NoCache { get; init; }
}
