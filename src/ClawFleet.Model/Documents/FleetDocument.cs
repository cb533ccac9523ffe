namespace ClawFleet.Model.Documents;

/// <summary>The file, parsed and resolved: what the user wrote, typed, each value with its place. Owner of ClawFleet.Model designs the rest.</summary>
public sealed record FleetDocument
{
    public required string Name { get; init; }
    public required string Path { get; init; }
}
