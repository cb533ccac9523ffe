using System.Text.Json.Nodes;

namespace ClawFleet.Runtimes.ZeroClaw;

/// <summary>Channels of ZeroClaw: <c>[channels.type.alias]</c>, enabled, bound to the agent, with a peer group that is the allow-list.</summary>
internal static class ZeroClawChannels
{
    public static IEnumerable<SpecFault> Check(MemberSpec spec) => spec.Channels.SelectMany(Check);

    /// <summary>Adds the channels and their peer groups to <paramref name="tree"/>; gives the names the agent binds.</summary>
    public static JsonArray Render(MemberSpec spec, RenderInput input, MemberSecrets secrets, ZeroClawEnvironment environment, JsonObject tree)
    {
        var bound = new JsonArray();
        var aliases = new HashSet<string>(StringComparer.Ordinal);
        foreach (var channel in spec.Channels)
        {
            var rule = ZeroClawChannelRule.All[channel.Type];
            var alias = Alias(channel.Name, aliases);
            var name = $"{rule.Native}.{alias}";
            bound.Add((JsonNode)name);
            var table = Table(channel, rule, alias, input, secrets, environment);
            Child(Child(tree, "channels"), rule.Native)[alias] = table;
            Child(tree, "peer_groups")[$"{rule.Native}_{alias}"] = new JsonObject
            {
                ["channel"] = name,
                ["external_peers"] = new JsonArray([.. (channel.AllowedUsers ?? []).Select(u => (JsonNode)JsonValue.Create(u))]),
            };
        }

        return bound;
    }

    private static IEnumerable<SpecFault> Check(ChannelSpec channel)
    {
        var at = $"channels.{channel.Name}";
        if (!ZeroClawChannelRule.All.TryGetValue(channel.Type, out var rule))
        {
            yield return ZeroClawChannelRule.NotPublished.Contains(channel.Type)
                ? Faults.Error(at, $"{channel.Type} is not in ZeroClaw's published program", "upstream compiles it only on request", "give the channel to another runtime")
                : Faults.Error(at, $"ZeroClaw has no channel of type {channel.Type}", "nothing in it would connect", "give the channel to another runtime");
            yield break;
        }

        var given = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (field, value) in channel.Fields)
        {
            if (!rule.Fields.TryGetValue(field, out var native))
            {
                var why = channel is { Type: "whatsapp" } && field is "token" or "bot_token"
                    ? "the published program has WhatsApp Web alone, not the Cloud API"
                    : $"ZeroClaw's {rule.Native} channel does not know it";
                yield return Faults.Error($"{at}.{field}", $"{channel.Type} has no {field}", why, $"remove it; it takes {string.Join(", ", rule.Fields.Keys)}");
            }
            else if (value is not null && !given.Add(native))
            {
                yield return Faults.Error($"{at}.{field}", $"{native} is given twice", $"{field} says the same as another field", "remove one of them");
            }
        }

        foreach (var group in rule.Required.Where(g => !g.Any(given.Contains)))
        {
            var field = rule.Fields.First(f => f.Value == group[0]).Key;
            yield return Faults.Error($"{at}.{field}", $"{channel.Type} without {string.Join(" or ", group)}", "the channel cannot log in", $"add `{string.Join("` or `", rule.Fields.Where(f => group.Contains(f.Value)).Select(f => f.Key))}`");
        }

        if (channel.AllowedRoles is { IsEmpty: false })
        {
            yield return Faults.Error($"{at}.allowed_roles", $"{channel.Type} has no roles here", "ZeroClaw allows by user alone", "use allowed_users");
        }

        if (channel.AllowedChannels is { IsEmpty: false } && rule.AllowedChannels is null)
        {
            yield return Faults.Error($"{at}.allowed_channels", $"{channel.Type} has no list of channels here", "ZeroClaw allows by user alone", "use allowed_users");
        }

        if (channel.GroupMode is not null && (!rule.HasMentionOnly || channel.GroupMode is not ("mention" or "open")))
        {
            yield return Faults.Error(
                $"{at}.group_mode", $"group_mode {channel.GroupMode} for {channel.Type}", rule.HasMentionOnly ? "ZeroClaw answers in groups on mention or always" : "ZeroClaw has no such switch there",
                rule.HasMentionOnly ? "use mention or open" : "remove it");
        }

        if (channel.AllowedUsers is null or { IsEmpty: true })
        {
            yield return Faults.Warning($"{at}.allowed_users", "nobody may talk to the bot", "without a list ZeroClaw refuses every sender", "add allowed_users, or [\"*\"] for everybody");
        }
    }

    private static JsonObject Table(ChannelSpec channel, ZeroClawChannelRule rule, string alias, RenderInput input, MemberSecrets secrets, ZeroClawEnvironment environment)
    {
        var table = new JsonObject { ["enabled"] = true };
        if (channel.Type == "feishu")
        {
            table["use_feishu"] = true;
        }

        if (channel.Type == "whatsapp")
        {
            table["session_path"] = $"{input.Paths.State}/zeroclaw/data/whatsapp-{alias}";
        }

        if (channel.GroupMode is not null)
        {
            table["mention_only"] = channel.GroupMode == "mention";
        }

        if (channel.AllowedChannels is { IsEmpty: false } channels)
        {
            table[rule.AllowedChannels!] = new JsonArray([.. channels.Select(c => (JsonNode)JsonValue.Create(c))]);
        }

        foreach (var (field, value) in channel.Fields)
        {
            var native = rule.Fields[field];
            if (value is JsonValue v && v.TryGetValue<string>(out var text) && environment.TrySet(["channels", rule.Native, alias, native], text))
            {
                continue;
            }

            var copy = secrets.Values(value);
            table[native] = rule.Lists.Contains(native) && copy is not JsonArray ? new JsonArray(copy) : copy;
        }

        return table;
    }

    /// <summary>ZeroClaw's aliases are lower-case letters, digits and single underscores.</summary>
    private static string Alias(string name, HashSet<string> taken)
    {
        var parts = new string([.. name.Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : '_')]).Split('_', StringSplitOptions.RemoveEmptyEntries);
        var alias = string.Join('_', parts) is { Length: > 0 } plain ? plain[..Math.Min(plain.Length, 56)].TrimEnd('_') : "channel";
        var unique = alias;
        for (var i = 2; !taken.Add(unique); i++)
        {
            unique = $"{alias}_{i}";
        }

        return unique;
    }

    private static JsonObject Child(JsonObject tree, string key)
    {
        if (tree[key] is not JsonObject child)
        {
            tree[key] = child = [];
        }

        return child;
    }
}
