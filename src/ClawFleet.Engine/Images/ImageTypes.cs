namespace ClawFleet.Engine;

public sealed record ImageSummary(string Id, IReadOnlyList<string> Tags, DateTimeOffset Created, long SizeBytes, IReadOnlyDictionary<string, string> Labels);

public sealed record ImageDetails(string Id, IReadOnlyList<string> Tags, string Architecture, long SizeBytes, string User,
    IReadOnlyList<string> Environment, IReadOnlyDictionary<string, string> Labels, string RawJson);

public sealed record ImageLayer(string Id, string CreatedBy, long SizeBytes);

/// <param name="Id">Layer or empty.</param>
/// <param name="Status">The engine's word.</param>
public sealed record PullProgress(string Id, string Status, long? CurrentBytes, long? TotalBytes);

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
