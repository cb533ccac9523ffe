using System.Globalization;
using System.Text.RegularExpressions;
using ClawFleet.Engine;
using ClawFleet.Model.Plans;

namespace ClawFleet.Hosting.Observation;

/// <summary>One of our containers as the engine's list call shows it.</summary>
internal sealed partial record ObservedContainer
{
    public required string Id { get; init; }
    public required string Name { get; init; }
    public required string Image { get; init; }

    /// <summary>The image it was made from, whatever its name means by now; empty when it is not known.</summary>
    public string ImageId { get; init; } = "";

    public required ContainerState State { get; init; }
    public ContainerHealth Health { get; init; }

    /// <summary>The engine's words: <c>Up 3 minutes</c>, <c>Exited (137) 5 seconds ago</c>.</summary>
    public string StatusText { get; init; } = "";

    public required IReadOnlyDictionary<string, string> Labels { get; init; }
    public IReadOnlyList<PublishedPort> Ports { get; init; } = [];

    public string Fleet => Label(FleetLabels.Fleet);
    public string Member => Label(FleetLabels.Member);
    public string Runtime => Label(FleetLabels.Runtime);
    public string Role => Label(FleetLabels.Role);
    public string Source => Label(FleetLabels.Source);
    public string PlanHash => Label(FleetLabels.PlanHash);
    public string SecretsHash => Label(FleetLabels.SecretsHash);
    public bool Simulated => Label(FleetLabels.Simulated) == "true";
    public bool IsSidecar => Role == "sidecar";

    /// <summary>What people call it: the member, or for a sidecar <c>member-sidecar</c> (its name without the fleet's).</summary>
    public string ShortName => IsSidecar && Name.StartsWith(Fleet + "-", StringComparison.Ordinal) ? Name[(Fleet.Length + 1)..] : Member;

    /// <summary>What made it, or null when the label cannot be read (an older version wrote it, say).</summary>
    public ContainerPlan? Plan => GivenPlan.Of(Labels);

    /// <summary>True while a process of it is there, or the engine is about to start one.</summary>
    public bool IsUp => State is ContainerState.Running or ContainerState.Paused or ContainerState.Restarting;

    /// <summary>Exit code of the last run, read from the engine's words so that no inspect is needed.</summary>
    public int? ExitCode => ExitCodePattern().Match(StatusText) is { Success: true } match
        && int.TryParse(match.Groups[1].ValueSpan, NumberStyles.Integer, CultureInfo.InvariantCulture, out var code) ? code : null;

    public static ObservedContainer From(ContainerSummary summary) => new()
    {
        Id = summary.Id,
        Name = summary.Name,
        Image = summary.Image,
        ImageId = summary.ImageId,
        State = summary.State,
        Health = summary.Health,
        StatusText = summary.StatusText,
        Labels = summary.Labels,
        Ports = summary.Ports,
    };

    private string Label(string key) => Labels.TryGetValue(key, out var value) ? value : "";

    [GeneratedRegex(@"^(?:Exited|Restarting) \((-?\d+)\)")]
    private static partial Regex ExitCodePattern();
}
