using System.Text.Json.Nodes;
using ClawFleet.Model.Plans;
using ClawFleet.Runtimes;

namespace ClawFleet.Publishing.Kubernetes;

/// <summary>kustomization.yaml: what belongs together, where the images come from, and the Secrets, made of files so that no manifest holds a value.</summary>
internal static class Kustomization
{
    public const string Network = "network.yaml";
    public const string Secrets = "secrets";

    public static string MemberFile(MemberPlan member) => $"members/{member.Name}.yaml";

    public static JsonObject Of(FleetPlan plan, string space, KubernetesOptions options)
    {
        var root = new JsonObject
        {
            ["apiVersion"] = "kustomize.config.k8s.io/v1beta1",
            ["kind"] = "Kustomization",
            ["namespace"] = space,
            ["resources"] = new JsonArray([Network, .. plan.Members.Select(m => (JsonNode)MemberFile(m))]),
        };
        if (options.Registry is { } registry && ClusterImages.Places(plan, registry) is { Count: > 0 } places)
        {
            root["images"] = places;
        }

        if (plan.Containers.Where(c => !c.Secrets.IsDefaultOrEmpty).Select(c => (JsonNode)Generator(plan.Fleet, c)).ToArray() is { Length: > 0 } generators)
        {
            root["secretGenerator"] = new JsonArray(generators);
        }

        return root;
    }

    /// <summary>A Secret's name ends with its content's hash, so that a changed value starts the pod anew, as it replaces a container.</summary>
    private static JsonObject Generator(string fleet, ContainerPlan container) => new JsonObject
    {
        ["name"] = ClusterNames.Secret(ClusterNames.Of(fleet, container)),
        ["options"] = new JsonObject { ["labels"] = ClusterLabels.OfClaim(fleet, container) },
        ["files"] = new JsonArray([.. container.Secrets.Select(s => (JsonNode)$"{Secrets}/{new SecretRef(s).FileName}")]),
    };
}
