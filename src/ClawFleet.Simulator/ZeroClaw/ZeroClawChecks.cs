using System.Text.Json;
using System.Text.Json.Nodes;
using ClawFleet.Simulator.Configuration;

namespace ClawFleet.Simulator.ZeroClaw;

/// <summary>What ZeroClaw checks between settings: references that must lead somewhere, and words from a fixed list.</summary>
/// <remarks>Upstream warns of some of these and goes on; the simulator refuses them all, since each is a mapping gone wrong.</remarks>
internal static class ZeroClawChecks
{
    /// <summary>What a channel cannot work without.</summary>
    private static readonly Dictionary<string, string[]> Credentials = new(StringComparer.Ordinal)
    {
        ["telegram"] = ["bot_token"],
        ["discord"] = ["bot_token"],
        ["webhook"] = ["secret"],
        ["email"] = ["imap_host", "smtp_host", "username", "from_address"],
        ["matrix"] = ["homeserver"],
        ["lark"] = ["app_id", "app_secret"],
        ["slack"] = ["bot_token"],
        ["signal"] = ["http_url", "account"],
    };

    private static readonly (string Field, string Section)[] Profiles = [("risk_profile", "risk_profiles"), ("runtime_profile", "runtime_profiles")];

    public static IEnumerable<string> Faults(JsonObject tree) =>
        [.. Agents(tree), .. PeerGroups(tree), .. Channels(tree), .. Words(tree), .. Gateway(tree)];

    private static IEnumerable<string> Agents(JsonObject tree)
    {
        foreach (var (alias, agent) in tree.Tables("agents"))
        {
            var where = $"agents.{alias}";
            if (agent.Text("model_provider") is { Length: > 0 } model && !Leads(tree, ["providers", "models"], model))
                yield return $"{where}.model_provider = \"{model}\" but [providers.models.{model}] is not configured";
            foreach (var (field, section) in Profiles)
            {
                if (agent.Text(field) is { Length: > 0 } profile && tree.At(section, profile) is null) yield return $"{where}.{field} = \"{profile}\" but {section}.{profile} is not configured";
            }
            foreach (var channel in agent.Texts("channels"))
            {
                if (!Leads(tree, ["channels"], channel)) yield return $"{where}.channels = \"{channel}\" but channels.{channel} is not configured";
            }
        }
    }

    private static IEnumerable<string> PeerGroups(JsonObject tree)
    {
        foreach (var (name, group) in tree.Tables("peer_groups"))
        {
            if (group.Text("channel") is not { Length: > 0 } channel) yield return $"peer_groups.{name} has no channel";
            else if (!Leads(tree, ["channels"], channel)) yield return $"peer_groups.{name}.channel = \"{channel}\" but [channels.{channel}] is not configured";
            foreach (var agent in group.Texts("agents"))
            {
                if (tree.At("agents", agent) is null) yield return $"peer_groups.{name}.agents = \"{agent}\" but agents.{agent} is not configured";
            }
        }
    }

    private static IEnumerable<string> Channels(JsonObject tree)
    {
        foreach (var (type, needed) in Credentials)
        {
            foreach (var (alias, channel) in tree.Tables("channels", type))
            {
                if (channel.Flag("enabled") is not true) continue;
                foreach (var key in needed)
                {
                    if (string.IsNullOrWhiteSpace(channel.Text(key))) yield return $"channels.{type}.{alias} is enabled but has no {key}";
                }
            }
        }
    }

    private static IEnumerable<string> Words(JsonObject tree)
    {
        foreach (var (pattern, words) in ZeroClawSchema.Words)
        {
            foreach (var (path, value) in Matches(tree, pattern.Split('.'), ""))
            {
                if (value?.GetValueKind() == JsonValueKind.String && !words.Contains(value.GetValue<string>()))
                    yield return $"unknown variant `{value.GetValue<string>()}` for `{path}`, expected one of {string.Join(", ", words)}";
            }
        }
    }

    private static IEnumerable<string> Gateway(JsonObject tree)
    {
        if (tree.Whole("gateway", "port") is > 65535) yield return "gateway.port is above 65535";
        if (tree.Whole("gateway", "request_timeout_secs") is 0) yield return "gateway.request_timeout_secs must be above 0";
    }

    private static IEnumerable<(string Path, JsonNode? Value)> Matches(JsonNode? node, ReadOnlyMemory<string> pattern, string prefix)
    {
        if (pattern.IsEmpty) return [(prefix, node)];
        if (node is not JsonObject table) return [];
        var (head, rest) = (pattern.Span[0], pattern[1..]);
        return table.Where(entry => head == "*" || entry.Key == head)
            .SelectMany(entry => Matches(entry.Value, rest, prefix.Length == 0 ? entry.Key : $"{prefix}.{entry.Key}"));
    }

    /// <summary>Whether <c>type.alias</c> names a table below <paramref name="section"/>.</summary>
    private static bool Leads(JsonObject tree, string[] section, string reference) =>
        reference.Split('.') is [var type, var alias] && tree.At([.. section, type, alias]) is JsonObject;
}
