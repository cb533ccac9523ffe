using System.Collections.Immutable;
using System.Text.Json.Nodes;
using ClawFleet.Runtimes.Channels;

namespace ClawFleet.Runtimes.NullClaw;

/// <summary>Channels of NullClaw: <c>channels.&lt;type&gt;.accounts.&lt;instance&gt;</c>, so that one type may come several times.</summary>
internal static class NullClawChannels
{
    /// <summary>
    /// Written where nobody may talk to the bot: some channels take an empty list for everybody. Senders are compared whole, and brackets are in no
    /// user name, nick, number or id of any of these services.
    /// </summary>
    public const string Nobody = "(nobody)";

    private static readonly NativeChannelCheck Rules = new("NullClaw");

    public static IEnumerable<SpecFault> Check(MemberSpec spec) => spec.Channels.SelectMany(Check).Concat(Native(spec));

    public static JsonObject Render(MemberSpec spec, MemberSecrets secrets)
    {
        // The terminal is nobody's way in here.
        var channels = new JsonObject { ["cli"] = false };
        foreach (var channel in spec.Channels)
        {
            var rule = NullClawChannelTypes.All[channel.Type];
            if (channels[rule.Native] is not JsonObject type)
            {
                channels[rule.Native] = type = new JsonObject { ["accounts"] = new JsonObject() };
            }

            type["accounts"]![channel.Name] = Account(channel, rule, secrets);
        }

        return channels;
    }

    /// <summary>Accounts of <c>config:</c> that are open to everybody; a block without accounts is one itself.</summary>
    private static IEnumerable<SpecFault> Native(MemberSpec spec) =>
        from type in spec.Config?["channels"] as JsonObject ?? []
        let block = type.Value as JsonObject
        where block is not null && NullClawChannelTypes.All.Values.Any(r => r.Native == type.Key)
        let at = $"config.channels.{type.Key}"
        from account in block["accounts"] is JsonObject accounts ? accounts.Select(a => (At: $"{at}.accounts.{a.Key}", Name: a.Key, Tree: a.Value as JsonObject)) : [(At: at, Name: "", Tree: block)]
        where spec.Channels.All(c => c.Name != account.Name) && account.Tree?["allow_from"] is null or JsonArray { Count: 0 }
        select Faults.Open(account.At, "NullClaw", "allow_from");

    private static IEnumerable<SpecFault> Check(ChannelSpec channel)
    {
        var at = $"channels.{channel.Name}";
        if (!NullClawChannelTypes.All.TryGetValue(channel.Type, out var rule))
        {
            return [Faults.Error(at, $"NullClaw cannot take {channel.Type}", NullClawChannelTypes.WhyNot(channel.Type) ?? "it has no channel of that type", "give the channel to another runtime")];
        }

        return [.. Rules.Faults(channel, rule), .. Own(channel, rule, at)];
    }

    private static IEnumerable<SpecFault> Own(ChannelSpec channel, NativeChannel rule, string at)
    {
        var isEverybody = channel.AllowedUsers?.Contains("*") == true;
        if (channel is { Type: "slack", GroupMode: "mention" } && !isEverybody)
        {
            yield return Faults.Error(
                $"{at}.group_mode", "group_mode mention with allowed_users", "NullClaw's mention_only answers whoever mentions it, on the list or not", "use open, which answers the allowed users, or allowed_users [\"*\"]");
        }

        foreach (var field in Said(channel, rule).Where(channel.Fields.ContainsKey))
        {
            yield return Faults.Error($"{at}.{field}", $"{rule.Fields[field].Name} is given twice", "group_mode says the same", "remove one of them");
        }

        if (channel.Fields.GetValueOrDefault("mode") is JsonValue mode && mode.ToString() is not ("socket" or "http"))
        {
            yield return Faults.Error($"{at}.mode", $"mode {mode}", "NullClaw would leave the channel out", "use socket or http");
        }

        if (channel.Fields.GetValueOrDefault("receive_mode") is JsonValue receive && receive.ToString() is not ("websocket" or "webhook"))
        {
            yield return Faults.Error($"{at}.receive_mode", $"receive_mode {receive}", "NullClaw would leave the channel out", "use websocket or webhook");
        }

        foreach (var policy in (string[])["dm_policy", "group_policy"])
        {
            if (channel.Fields.GetValueOrDefault(policy) is JsonValue value && rule.Fields.ContainsKey(policy) && value.ToString() is not ("allowlist" or "open" or "disabled"))
            {
                yield return Faults.Error($"{at}.{policy}", $"{policy} {value}", "NullClaw would read it as allowlist", "use allowlist, open or disabled");
            }
        }
    }

    /// <summary>Fields of the file that say what <c>group_mode</c> says.</summary>
    private static IEnumerable<string> Said(ChannelSpec channel, NativeChannel rule) => channel.GroupMode switch
    {
        null => [],
        "disabled" => ["group_policy"],
        _ => rule.Fields.Where(f => f.Value.Name == "require_mention").Select(f => f.Key),
    };

    private static JsonObject Account(ChannelSpec channel, NativeChannel rule, MemberSecrets secrets)
    {
        ImmutableArray<string> users = channel.AllowedUsers is { IsEmpty: false } named ? named : [Nobody];
        var account = new JsonObject { ["allow_from"] = List(users) };
        if (rule.Fields.ContainsKey("group_allow_from"))
        {
            account["group_allow_from"] = List(users);
            account["group_policy"] = channel.GroupMode == "disabled" ? "disabled" : "allowlist";
        }

        switch (channel.Type)
        {
            case "feishu" or "lark":
                account["use_feishu"] = channel.Type == "feishu";
                break;
            case "mattermost":
                account["dm_policy"] = "allowlist";
                break;
            case "qq":
                // Its own default is a webhook, which nothing could call.
                account["receive_mode"] = "websocket";
                break;
            case "slack":
                account["dm_policy"] = "allowlist";
                account["group_policy"] = channel.GroupMode == "mention" ? "mention_only" : "allowlist";
                account["mode"] = channel.Fields.ContainsKey("app_token") ? "socket" : "http";
                break;
        }

        if (channel.GroupMode is "mention" or "open" && rule.Fields.ContainsKey("require_mention"))
        {
            account["require_mention"] = channel.GroupMode == "mention";
        }

        if (channel.AllowedChannels is { IsEmpty: false } allowed)
        {
            account[rule.AllowedChannels!] = rule.OneChannel ? allowed[0] : List(allowed);
            if (channel.Type == "qq")
            {
                account["group_policy"] = "allowlist";
            }
        }

        foreach (var (field, value) in channel.Fields.Where(f => f.Value is not null))
        {
            var setting = rule.Fields[field];
            account[setting.Name] = setting.Native(secrets.Values(value));
        }

        return account;
    }

    private static JsonArray List(ImmutableArray<string> items) => new([.. items.Select(i => (JsonNode)JsonValue.Create(i))]);
}
