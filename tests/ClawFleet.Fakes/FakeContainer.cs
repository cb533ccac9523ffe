using ClawFleet.Engine;

namespace ClawFleet.Fakes;

/// <summary>A container of <see cref="FakeEngine"/>.</summary>
public sealed class FakeContainer(ContainerSpec spec, string id, string imageId)
{
    public ContainerSpec Spec { get; } = spec;
    public string Id { get; } = id;
    public string ImageId { get; } = imageId;
    public ContainerState State { get; set; } = ContainerState.Created;
    /// <summary>Of its last start; null before the first.</summary>
    public DateTimeOffset? StartedAt { get; set; }
    public int ExitCode { get; set; }
    public bool OomKilled { get; set; }
    /// <summary>What the engine's own checks found, oldest first.</summary>
    public List<HealthCheckRun> HealthLog { get; } = [];
    public List<string> Log { get; } = [];
}
