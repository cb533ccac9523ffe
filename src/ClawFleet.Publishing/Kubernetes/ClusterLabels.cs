using System.Text.Json.Nodes;
using ClawFleet.Model.Plans;

namespace ClawFleet.Publishing.Kubernetes;

/// <summary>Labels: Kubernetes' recommended ones (https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/), and those that ClawFleet's own containers have.</summary>
internal static class ClusterLabels
{
    private const string Instance = "app.kubernetes.io/instance";
    private const string PartOf = "app.kubernetes.io/part-of";
    private const string ManagedBy = "app.kubernetes.io/managed-by";

    public static JsonObject Of(string fleet, ContainerPlan container) => new()
    {
        ["app.kubernetes.io/component"] = Role(container.Role),
        [Instance] = ClusterNames.Of(fleet, container),
        [ManagedBy] = "clawfleet",
        ["app.kubernetes.io/name"] = container.Runtime,
        [PartOf] = fleet,
        [FleetLabels.Fleet] = fleet,
        [FleetLabels.Member] = container.Member,
        [FleetLabels.Role] = Role(container.Role),
        [FleetLabels.Runtime] = container.Runtime,
        [FleetLabels.Simulated] = container.Simulated ? "true" : "false",
    };

    /// <summary>A StatefulSet's claims can never be changed, so nothing is here that may.</summary>
    public static JsonObject OfClaim(string fleet, ContainerPlan container)
        => new() { [Instance] = ClusterNames.Of(fleet, container), [PartOf] = fleet, [FleetLabels.Fleet] = fleet, [FleetLabels.Member] = container.Member };

    /// <summary>What belongs to the fleet as a whole.</summary>
    public static JsonObject OfFleet(string fleet) => new() { [ManagedBy] = "clawfleet", [PartOf] = fleet, [FleetLabels.Fleet] = fleet };

    /// <summary>Matches the container's pod and no other.</summary>
    public static JsonObject Only(string fleet, ContainerPlan container) => Matching((Instance, ClusterNames.Of(fleet, container)), (FleetLabels.Fleet, fleet));

    /// <summary>Matches the pods of the fleet's members, and no sidecar.</summary>
    public static JsonObject Members(string fleet) => Matching((FleetLabels.Fleet, fleet), (FleetLabels.Role, Role(ContainerRole.Member)));

    private static JsonObject Matching(params (string Label, string Value)[] labels)
        => new() { ["matchLabels"] = new JsonObject(labels.Select(l => KeyValuePair.Create(l.Label, (JsonNode?)JsonValue.Create(l.Value)))) };

    private static string Role(ContainerRole role) => role == ContainerRole.Sidecar ? "sidecar" : "member";
}
