using System.Text.Json.Nodes;
using ClawFleet.Model.Plans;

namespace ClawFleet.Publishing.Kubernetes;

/// <summary>
/// The fleet's networks as policies: members reach one another, a sidecar is reached by its member alone and reaches nothing, and a fleet without a way out reaches itself and the cluster's names.
/// What is not allowed is refused, since each pod is named by a policy.
/// </summary>
internal static class NetworkPolicies
{
    private const int Dns = 53;

    /// <summary>Of all members together.</summary>
    public static JsonObject OfMembers(FleetPlan plan)
    {
        var spec = new JsonObject { ["podSelector"] = ClusterLabels.Members(plan.Fleet), ["policyTypes"] = new JsonArray("Ingress"), ["ingress"] = new JsonArray(From(ClusterLabels.Members(plan.Fleet))) };
        if (HasNoWayOut(plan))
        {
            spec["policyTypes"] = new JsonArray("Ingress", "Egress");
            spec["egress"] = new JsonArray(To(ClusterLabels.Members(plan.Fleet)), Names());
        }

        return Policy("members", ClusterLabels.OfFleet(plan.Fleet), spec);
    }

    /// <summary>Of one sidecar; and, where the fleet has no way out, the member's way to it.</summary>
    public static IEnumerable<JsonObject> OfSidecar(FleetPlan plan, MemberPlan member, ContainerPlan sidecar)
    {
        var name = ClusterNames.Of(plan.Fleet, sidecar);
        var ports = new JsonArray([.. ServedPort.Of(member, sidecar).Select(p => (JsonNode)new JsonObject { ["port"] = p.Port, ["protocol"] = "TCP" })]);
        var ingress = From(ClusterLabels.Only(plan.Fleet, member.Main));
        ingress["ports"] = ports;
        yield return Policy(name, ClusterLabels.Of(plan.Fleet, sidecar), new JsonObject
        {
            ["podSelector"] = ClusterLabels.Only(plan.Fleet, sidecar),
            ["policyTypes"] = new JsonArray("Ingress", "Egress"),
            ["ingress"] = new JsonArray(ingress),
            ["egress"] = new JsonArray(),
        });
        if (HasNoWayOut(plan))
        {
            var egress = To(ClusterLabels.Only(plan.Fleet, sidecar));
            egress["ports"] = ports.DeepClone();
            yield return Policy($"{ClusterNames.Of(plan.Fleet, member.Main)}-to-{name}", ClusterLabels.Of(plan.Fleet, member.Main), new JsonObject
            {
                ["podSelector"] = ClusterLabels.Only(plan.Fleet, member.Main),
                ["policyTypes"] = new JsonArray("Egress"),
                ["egress"] = new JsonArray(egress),
            });
        }
    }

    private static bool HasNoWayOut(FleetPlan plan) => plan.Networks.Any(n => n.Member is null && n.Internal);

    private static JsonObject From(JsonObject pods) => new() { ["from"] = new JsonArray(new JsonObject { ["podSelector"] = pods }) };

    private static JsonObject To(JsonObject pods) => new() { ["to"] = new JsonArray(new JsonObject { ["podSelector"] = pods }) };

    /// <summary>The cluster's name server, wherever it is in its own namespace.</summary>
    private static JsonObject Names() => new()
    {
        ["to"] = new JsonArray(new JsonObject { ["namespaceSelector"] = new JsonObject { ["matchLabels"] = new JsonObject { ["kubernetes.io/metadata.name"] = "kube-system" } } }),
        ["ports"] = new JsonArray(new JsonObject { ["port"] = Dns, ["protocol"] = "UDP" }, new JsonObject { ["port"] = Dns, ["protocol"] = "TCP" }),
    };

    private static JsonObject Policy(string name, JsonObject labels, JsonObject spec) => new()
    {
        ["apiVersion"] = "networking.k8s.io/v1",
        ["kind"] = "NetworkPolicy",
        ["metadata"] = new JsonObject { ["name"] = name, ["labels"] = labels },
        ["spec"] = spec,
    };
}
