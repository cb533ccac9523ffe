using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ClawFleet.Runtimes.MicroClaw;

/// <summary>
/// What of a channel MicroClaw cannot be given. Its own rule is to drop a block that does not fit and to take an empty list for everybody, so both are
/// settled here, before anything starts.
/// </summary>
internal static class MicroClawChannelCheck
{
    /// <summary>Says everybody in a list.</summary>
    public const string Everybody = "*";

    private const string NoLogin = "the channel cannot log in, or would take anybody's word";

    public static IEnumerable<SpecFault> Check(MemberSpec spec) => spec.Channels.SelectMany(Check).Concat(Together(spec));

    /// <summary>Whether a value is of the kind; a secret reference counts as the text it stands for.</summary>
    public static bool Fits(MicroClawKind kind, JsonNode? value) => (kind, value?.GetValueKind()) switch
    {
        (MicroClawKind.Text, JsonValueKind.String) => true,
        (MicroClawKind.Flag or MicroClawKind.Switch, JsonValueKind.True or JsonValueKind.False) => true,
        (MicroClawKind.TextFlag, JsonValueKind.True or JsonValueKind.False) => true,
        (MicroClawKind.TextFlag, JsonValueKind.String) => value!.GetValue<string>() is "true" or "false",
        (MicroClawKind.TextWhole, JsonValueKind.Number) => value!.AsValue().TryGetValue<long>(out _),
        (MicroClawKind.TextWhole, JsonValueKind.String) => long.TryParse(value!.GetValue<string>(), NumberStyles.None, CultureInfo.InvariantCulture, out _),
        (MicroClawKind.Wholes or MicroClawKind.Texts or MicroClawKind.Commas, JsonValueKind.Array) => value!.AsArray().All(i => i?.GetValueKind() == JsonValueKind.String && (kind != MicroClawKind.Wholes || IsWhole(i.GetValue<string>()))),
        (MicroClawKind.Commas, JsonValueKind.String) => true,
        _ => false,
    };

    public static string Describe(MicroClawKind kind) => kind switch
    {
        MicroClawKind.Flag or MicroClawKind.TextFlag or MicroClawKind.Switch => "true or false",
        MicroClawKind.TextWhole => "a whole number",
        MicroClawKind.Wholes => "a list of numbers",
        MicroClawKind.Texts or MicroClawKind.Commas => "a list of texts",
        _ => "a text",
    };

    private static IEnumerable<SpecFault> Check(ChannelSpec channel)
    {
        var at = $"channels.{channel.Name}";
        return MicroClawChannelRule.All.TryGetValue(channel.Type, out var rule)
            ? [.. Fields(channel, rule, at), .. Lists(channel, rule, at), .. Mode(channel, rule, at)]
            : [Unknown(channel.Type, at)];
    }

    private static SpecFault Unknown(string type, string at) => type switch
    {
        "matrix" => Faults.Error(at, "matrix is not in MicroClaw's published image", "upstream builds it only into its \"full\" archives", "give the channel to another runtime"),
        "imessage" => Faults.Error(at, "MicroClaw's imessage needs macOS", "it speaks to the Messages program of the machine it runs on", "give the channel to another runtime"),
        _ => Faults.Error(at, $"MicroClaw has no channel of type {type}", "nothing in it would connect", "give the channel to another runtime"),
    };

    private static IEnumerable<SpecFault> Fields(ChannelSpec channel, MicroClawChannelRule rule, string at)
    {
        var given = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (field, value) in channel.Fields.Where(f => f.Value is not null))
        {
            if (!rule.Fields.TryGetValue(field, out var native) || rule.IsSaidOtherwise(native))
            {
                yield return Faults.Error($"{at}.{field}", $"{channel.Type} has no {field}", $"MicroClaw's {rule.Native} channel does not know it", $"remove it; it takes {string.Join(", ", rule.Written)}");
            }
            else if (!given.Add(native))
            {
                yield return Faults.Error($"{at}.{field}", $"{native} is given twice", $"{field} says the same as another field", "remove one of them");
            }
            else if (!Fits(rule.Kinds[native], value))
            {
                yield return Faults.Error($"{at}.{field}", $"{field} is {Describe(rule.Kinds[native])} here", "MicroClaw drops a channel without a word when one value is of another kind", "mend the value");
            }
            else if (native == "connection_mode" && value!.GetValue<string>() is not ("websocket" or "webhook"))
            {
                yield return Faults.Error($"{at}.{field}", $"{field} is neither websocket nor webhook", "MicroClaw knows these two", "use one of them");
            }
        }

        foreach (var native in rule.Required.Where(n => !given.Contains(n)))
        {
            var names = rule.Fields.Where(f => f.Value == native).Select(f => f.Key).ToList();
            yield return Faults.Error($"{at}.{names[0]}", $"{channel.Type} without {native}", NoLogin, $"add `{string.Join("` or `", names)}`");
        }
    }

    private static IEnumerable<SpecFault> Lists(ChannelSpec channel, MicroClawChannelRule rule, string at)
    {
        if (channel.AllowedRoles is { IsEmpty: false })
        {
            yield return Faults.Error($"{at}.allowed_roles", $"{channel.Type} has no roles here", "MicroClaw knows no roles", "remove it");
        }

        var users = channel.AllowedUsers ?? [];
        if (rule.Users is null && !users.Contains(Everybody))
        {
            yield return Faults.Error(
                $"{at}.allowed_users", users.IsEmpty ? $"{channel.Type} lets everybody talk to the bot" : $"{channel.Type} has no list of users here",
                "MicroClaw keeps nobody out there" + (rule.Chats is null ? "" : ", only out of channels that are not listed"),
                "write `allowed_users: [\"*\"]` when that is meant" + (rule.Chats is null ? "" : ", and the channels below `allowed_channels`"));
        }
        else if (users.IsEmpty)
        {
            yield return Faults.Warning($"{at}.allowed_users", "nobody may talk to the bot", "an empty list would mean everybody to MicroClaw, so it is given one that fits nobody", "add allowed_users, or [\"*\"] for everybody");
        }
        else if (rule.Users is { } list && Misfit(rule.Kinds[list], users) is { } user)
        {
            yield return Faults.Error($"{at}.allowed_users", $"{user} in allowed_users", $"MicroClaw's {list} takes {(rule.Kinds[list] == MicroClawKind.Wholes ? "numbers" : "texts without a comma")} alone", "mend the list");
        }

        var chats = channel.AllowedChannels ?? [];
        if (rule.Chats is null && !chats.IsEmpty)
        {
            yield return Faults.Error($"{at}.allowed_channels", $"{channel.Type} has no list of channels here", $"MicroClaw's {rule.Native} channel knows none", rule.Native == "irc" ? "use `channels`, the ones it joins" : "use allowed_users");
        }
        else if (rule.Chats is { } list && Misfit(rule.Kinds[list], chats) is { } chat)
        {
            yield return Faults.Error($"{at}.allowed_channels", $"{chat} in allowed_channels", $"MicroClaw's {list} takes {(rule.Kinds[list] == MicroClawKind.Wholes ? "numbers" : "texts without a comma")} alone", "mend the list");
        }
        else if (rule.Native == "telegram" && !chats.IsEmpty && !users.Contains(Everybody))
        {
            yield return Faults.Warning($"{at}.allowed_channels", "in these groups everybody may talk to the bot", "MicroClaw applies the list of users to direct messages alone", "leave allowed_channels out to keep it out of groups");
        }
    }

    private static IEnumerable<SpecFault> Mode(ChannelSpec channel, MicroClawChannelRule rule, string at)
    {
        var known = rule switch
        {
            { WithoutMention: not null } or { OnMention: not null } => new[] { "mention", "open" },
            { Native: "telegram" } when channel.AllowedChannels is null or { IsEmpty: true } => ["disabled"],
            _ => [],
        };
        if (channel.GroupMode is { } mode && !known.Contains(mode))
        {
            yield return Faults.Error(
                $"{at}.group_mode", $"group_mode {mode} for {channel.Type}", "MicroClaw has no switch that says so there",
                known.Length == 0 ? "remove it: in groups it waits to be mentioned" : $"use {string.Join(" or ", known)}, or remove it");
        }
    }

    /// <summary>Instances of one native channel share a block: where it has no accounts, or the shared part differs, nobody could say which one wins.</summary>
    private static IEnumerable<SpecFault> Together(MemberSpec spec)
    {
        foreach (var group in spec.Channels.Where(c => MicroClawChannelRule.All.ContainsKey(c.Type)).GroupBy(c => MicroClawChannelRule.All[c.Type].Native).Where(g => g.Count() > 1))
        {
            var first = group.First();
            var rule = MicroClawChannelRule.All[first.Type];
            foreach (var other in group.Skip(1))
            {
                if (!rule.HasAccounts)
                {
                    yield return Faults.Error($"channels.{other.Name}", $"two {rule.Native} channels on one member", $"MicroClaw has one {rule.Native} connection", "give one of them to another member");
                    continue;
                }

                foreach (var field in rule.Fields.Where(f => rule.Shared.Contains(f.Value)).Select(f => f.Key).Where(f => !JsonNode.DeepEquals(first.Fields.GetValueOrDefault(f), other.Fields.GetValueOrDefault(f))))
                {
                    yield return Faults.Error($"channels.{other.Name}.{field}", $"{field} differs from that of {first.Name}", $"MicroClaw has one {field} for all its {rule.Native} accounts", "say the same in both");
                }
            }
        }
    }

    private static string? Misfit(MicroClawKind kind, ImmutableArray<string> items) => items.FirstOrDefault(i =>
        i != Everybody && !SecretRef.TryParse(i, out _) && (kind == MicroClawKind.Wholes ? !IsWhole(i) : kind == MicroClawKind.Commas && (i.Contains(',') || i.Trim().Length == 0)));

    private static bool IsWhole(string text) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _);
}
