using System.Text.Json.Nodes;
using ClawFleet.Model.Plans;

namespace ClawFleet.Publishing.Kubernetes;

/// <summary>Names of images. Manifests have ClawFleet's own with <c>clawfleet/</c> before them; kustomization.yaml puts the registry in its place, so that it stands in one file alone.</summary>
internal static class ClusterImages
{
    private const string Own = "clawfleet/";

    private static bool IsOwn(string image) => image.StartsWith(Own, StringComparison.Ordinal);

    /// <summary>As a manifest has it.</summary>
    public static string Of(string image, KubernetesOptions options) => IsOwn(image) && options.Registry is not null && options.Tags.TryGetValue(image, out var tag) ? $"{Name(image)}:{tag}" : image;

    /// <summary>Kustomize's list of <c>images</c>: where those that ClawFleet builds come from.</summary>
    public static JsonArray Places(FleetPlan plan, string registry) =>
        new([.. plan.Containers.Select(c => c.Image).Where(IsOwn).Select(Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Select(n => (JsonNode)new JsonObject { ["name"] = n, ["newName"] = $"{registry}/{n[Own.Length..]}" })]);

    private static string Name(string image) => image[..image.LastIndexOf(':')];
}
