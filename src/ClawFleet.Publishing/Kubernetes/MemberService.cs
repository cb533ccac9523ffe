using System.Text.Json.Nodes;
using ClawFleet.Model.Plans;

namespace ClawFleet.Publishing.Kubernetes;

/// <summary>The name by which a container is reached in its namespace. It has no address of its own (headless): the name leads to the pod itself, as it does in a fleet's network.</summary>
internal static class MemberService
{
    public static JsonObject Of(FleetPlan plan, MemberPlan member, ContainerPlan container)
    {
        var spec = new JsonObject { ["clusterIP"] = "None", ["selector"] = ClusterLabels.Only(plan.Fleet, container)["matchLabels"]!.DeepClone() };
        if (ServedPort.Of(member, container) is { Length: > 0 } ports)
        {
            spec["ports"] = new JsonArray([.. ports.Select(p => (JsonNode)p.AsServicePort())]);
        }

        return new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Service",
            ["metadata"] = new JsonObject { ["name"] = ClusterNames.Of(plan.Fleet, container), ["labels"] = ClusterLabels.Of(plan.Fleet, container) },
            ["spec"] = spec,
        };
    }
}
