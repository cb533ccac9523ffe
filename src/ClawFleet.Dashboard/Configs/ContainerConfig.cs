using System.Text.Json.Nodes;
using ClawFleet.Dashboard.Serving;
using ClawFleet.Model.Plans;
using ClawFleet.Model.Resolution;
using ClawFleet.Runtimes;

namespace ClawFleet.Dashboard.Configs;

/// <summary>What one container was given, free of secrets: known values are masked wherever they stand, and what has a secret's name is masked whatever it is.</summary>
internal sealed class ContainerConfig(Func<string, string> mask)
{
    private const string Mask = "***";

    /// <summary>The plan as its label has it, with the environment that the container really has, the member's spec taken apart, and what only the engine knows.</summary>
    public JsonObject Json(GivenContainer container)
    {
        var (plan, details) = (container.Plan, container.Details);
        var all = plan is null ? [] : JsonNode.Parse(PlanJson.Write(plan))!.AsObject();
        all["name"] = container.Status.Name;
        all["member"] = container.Owner;
        all["role"] = container.Status.Role;
        all["runtime"] = container.Status.Runtime;
        all["simulated"] = container.Status.Simulated;
        all["image"] = container.Status.Image;
        all["spec"] = container.Spec is { } spec ? JsonNode.Parse(MemberSpecJson.Write(spec)) : null;
        all["environment"] = new JsonObject([.. Environment(container).Select(v => KeyValuePair.Create(v.Name, (JsonNode?)v.Value))]);
        all["engine"] = new JsonObject
        {
            ["container"] = details.Name,
            ["id"] = details.Id,
            ["imageId"] = details.ImageId,
            ["created"] = details.Created == default ? null : details.Created.UtcDateTime.ToString("O"),
            ["user"] = details.User,
            ["privileged"] = details.Privileged,
            ["readOnlyRoot"] = details.ReadOnlyRoot,
            ["dropCapabilities"] = Words(details.DropCapabilities),
            ["addCapabilities"] = Words(details.AddCapabilities),
            ["securityOptions"] = Words(details.SecurityOptions),
            ["memoryBytes"] = details.MemoryBytes,
            ["cpus"] = details.Cpus,
            ["pids"] = details.Pids,
            ["restart"] = details.Restart.Name.ToString(),
            ["ports"] = Words(container.Status.Ports),
            ["addresses"] = new JsonObject([.. details.NetworkAddresses.OrderBy(a => a.Key, StringComparer.Ordinal).Select(a => KeyValuePair.Create(a.Key, (JsonNode?)a.Value))]),
        };
        return (JsonObject)Masked("", all)!;
    }

    /// <summary>The container's variables, sorted; that of the spec is left out, since it is shown in parts.</summary>
    public IEnumerable<(string Name, string Value)> Environment(GivenContainer container) => container.Details.Environment
        .Select(v => v.Split('=', 2)).Where(v => v[0] != MemberSpecJson.EnvironmentVariable).OrderBy(v => v[0], StringComparer.Ordinal)
        .Select(v => (v[0], Value(v[0], v.Length > 1 ? v[1] : "")));

    /// <summary>A value as it may be shown under this name.</summary>
    public string Value(string name, string value) =>
        value.Length > 0 && !IsReference(value) && (SecretNames.LooksSecret(name) || SecretNames.SoundsSecret(name) || name.EndsWith("HEADERS", StringComparison.Ordinal)) ? Mask : mask(value);

    // The place of a secret is none.
    private static bool IsReference(string value) => value[0] == '/' || SecretRef.TryParse(value, out _) || value is "true" or "false" || value.All(char.IsAsciiDigit) && value.Length < 8;

    private JsonNode? Masked(string name, JsonNode? node) => node switch
    {
        JsonObject o => new JsonObject([.. o.Select(p => KeyValuePair.Create(p.Key, Masked(p.Key, p.Value)))]),
        JsonArray a => new JsonArray([.. a.Select(item => Masked("", item))]),
        JsonValue v when v.TryGetValue<string>(out var text) => Value(name, text),
        _ => node?.DeepClone(),
    };

    private static JsonArray Words(IEnumerable<string> words) => [.. words.Select(w => (JsonNode?)w)];
}
