using System.Text.Json.Nodes;

namespace ClawFleet.Publishing.Tests.Kubernetes;

/// <summary>What a network plugin that enforces NetworkPolicies would let through, within one namespace: https://kubernetes.io/docs/concepts/services-networking/network-policies/.</summary>
internal sealed class PolicyCheck(IReadOnlyList<JsonObject> policies)
{
    /// <summary>A pod that nobody published.</summary>
    public static JsonObject Stranger { get; } = new() { ["app"] = "stranger" };

    /// <param name="from">Labels of the pod that asks.</param>
    /// <param name="to">Labels of the pod that is asked; null for an address outside the cluster.</param>
    public bool Allows(JsonObject from, JsonObject? to, int port) =>
        Allows(from, "Egress", "egress", "to", to, port) && (to is null || Allows(to, "Ingress", "ingress", "from", from, port));

    private bool Allows(JsonObject of, string type, string rules, string peers, JsonObject? peer, int port)
    {
        var about = policies.Select(p => p["spec"]!.AsObject()).Where(s => s["policyTypes"]!.AsArray().Any(t => (string?)t == type) && Selects(s["podSelector"]!, of)).ToList();
        return about.Count == 0 || about.SelectMany(s => s[rules]?.AsArray() ?? []).Any(r => Meets(r!.AsObject(), peers, peer, port));
    }

    private static bool Meets(JsonObject rule, string peers, JsonObject? peer, int port) =>
        (rule["ports"] is not JsonArray ports || ports.Any(p => (int?)p!["port"] == port)) &&
        (rule[peers] is not JsonArray of || (peer is not null && of.Any(p => p!["podSelector"] is { } pods && p["namespaceSelector"] is null && Selects(pods, peer))));

    private static bool Selects(JsonNode selector, JsonObject labels) =>
        (selector["matchLabels"]?.AsObject() ?? []).All(l => (string?)labels[l.Key] == (string?)l.Value);
}
