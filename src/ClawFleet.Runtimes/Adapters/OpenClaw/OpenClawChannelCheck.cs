using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace ClawFleet.Runtimes.OpenClaw;

/// <summary>What of a member's channels OpenClaw cannot be told.</summary>
internal static class OpenClawChannelCheck
{
    public static IEnumerable<SpecFault> Check(MemberSpec spec) => spec.Channels.SelectMany(Check).Concat(SecondOnes(spec));

    private static IEnumerable<SpecFault> Check(ChannelSpec channel)
    {
        var at = $"channels.{channel.Name}";
        if (!OpenClawChannelRule.All.TryGetValue(channel.Type, out var rule))
        {
            var (what, why) = OpenClawChannelRule.NotBaked.TryGetValue(channel.Type, out var reason)
                ? ($"OpenClaw cannot run {channel.Type} here", reason)
                : ($"OpenClaw has no channel of type {channel.Type}", channel.Type == "email" ? "it can watch a mailbox (config: plugins.entries.imap) but has no conversations by mail" : "nothing in it would connect");
            yield return Faults.Error(at, what, why, "give the channel to another runtime");
            yield break;
        }

        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (field, _) in channel.Fields.Where(f => f.Value is not null))
        {
            if (NativeKey(rule, field) is not { } key)
            {
                yield return Unknown(channel, rule, at, field);
            }
            else if (given.TryGetValue(key, out var other) && field is not ("guild" or "guild_ids"))
            {
                yield return Faults.Error($"{at}.{field}", $"{other} and {field} say the same", $"OpenClaw has one {key}", "remove one of them");
            }
            else
            {
                given[key] = field;
            }
        }

        foreach (var fault in Missing(channel, rule, at, given).Concat(Audience(channel, rule, at, given)))
        {
            yield return fault;
        }
    }

    private static string? NativeKey(OpenClawChannelRule rule, string field) => (rule.Native, field) switch
    {
        ("discord", "guild" or "guild_ids") => "guild",
        ("matrix", "allowed_rooms") => "allowed_rooms",
        ("signal", "http_url" or "signal_cli_path") => "transport",
        ("matrix", "dm_policy" or "dmPolicy") => "dmPolicy",
        _ => rule.Key(field),
    };

    private static SpecFault Unknown(ChannelSpec channel, OpenClawChannelRule rule, string at, string field)
    {
        var (why, remedy) = (channel.Type, field) switch
        {
            ("whatsapp", "phone" or "pair_phone" or "pair_code") => ("OpenClaw pairs WhatsApp by a QR code", "remove it; `clawden exec MEMBER -- openclaw channels login --channel whatsapp` shows the code"),
            ("whatsapp", "token" or "access_token" or "phone_number_id" or "verify_token" or "app_secret") => ("OpenClaw speaks WhatsApp Web, not the Cloud API", "remove it, or give the channel to a runtime with the Cloud API"),
            ("whatsapp", "session_path") => ("OpenClaw keeps the session in the member's state", "remove it"),
            (_, "mention_only" or "require_mention" or "requireMention" or "dm_only") => ("OpenClaw says it per group", "use group_mode: mention, open or disabled"),
            ("mattermost", "login_id" or "password") => ("OpenClaw logs in with a bot's token", "use token"),
            ("feishu" or "lark", "use_feishu") => ("the type says it", "remove it, or use domain"),
            _ => ("OpenClaw's schema does not know it and the gateway would not start", $"remove it; it takes {string.Join(", ", rule.Aliases.Keys.Concat(rule.Keys).Order(StringComparer.Ordinal).Take(12))}, …"),
        };
        return Faults.Error($"{at}.{field}", $"{channel.Type} has no {field}", why, remedy);
    }

    private static IEnumerable<SpecFault> Missing(ChannelSpec channel, OpenClawChannelRule rule, string at, Dictionary<string, string> given)
    {
        if (rule.Needs.IsEmpty || rule.Needs.Any(set => set.All(given.ContainsKey)))
        {
            yield break;
        }

        var nearest = rule.Needs.MinBy(set => set.Count(k => !given.ContainsKey(k)));
        var missing = nearest.Where(k => !given.ContainsKey(k)).ToList();
        var field = missing[0] switch
        {
            "accessToken" or "channelAccessToken" or "token" => "token",
            "botToken" when rule.Native != "slack" => "token",
            "account" => "phone",
            "baseUrl" => "url",
            "transport" => "http_url",
            var key => Snake(key),
        };
        yield return Faults.Error(
            $"{at}.{field}", $"{channel.Type} without {string.Join(" and ", missing.Select(Snake))}", missing[0] == "transport" ? "signal-cli is not in the image, and runs beside it" : "the channel cannot log in", $"add `{field}:`");
    }

    private static IEnumerable<SpecFault> Audience(ChannelSpec channel, OpenClawChannelRule rule, string at, Dictionary<string, string> given)
    {
        var hasGroups = rule.Groups != OpenClawGroups.None;
        var roles = channel.AllowedRoles is { IsEmpty: false };
        if (roles && rule.Groups != OpenClawGroups.Guilds)
        {
            yield return Faults.Error($"{at}.allowed_roles", $"{channel.Type} has no roles", "OpenClaw could not ask for them", "use allowed_users");
        }

        else if (roles && channel.AllowedUsers?.Contains("*") == true)
        {
            yield return Faults.Error($"{at}.allowed_roles", "allowed_roles beside allowed_users [\"*\"]", "everybody is let in, so the roles would keep nobody out", "remove allowed_roles, or name the users");
        }

        if (channel.AllowedChannels is { IsEmpty: false } && rule.Groups is OpenClawGroups.None or OpenClawGroups.Senders or OpenClawGroups.MentionMap)
        {
            yield return Faults.Error($"{at}.allowed_channels", $"{channel.Type} has no list of channels here", "OpenClaw would answer the allowed users in the others too", "use allowed_users");
        }

        if (channel.GroupMode is not null && (!hasGroups || channel.GroupMode is not ("mention" or "open" or "disabled")))
        {
            yield return Faults.Error(
                $"{at}.group_mode", $"group_mode {channel.GroupMode} for {channel.Type}", hasGroups ? "OpenClaw answers in groups on mention, always or never" : "it has no groups", hasGroups ? "use mention, open or disabled" : "remove it");
        }

        if (channel.GroupMode is not null && given.TryGetValue("groupPolicy", out var policy))
        {
            yield return Faults.Error($"{at}.{policy}", $"group_mode and {policy}", "both say whether the bot answers in groups", "remove one of them");
        }

        if (rule.Native == "a2a")
        {
            if (channel.AllowedUsers is { IsEmpty: false })
            {
                yield return Faults.Error($"{at}.allowed_users", "a2a has no users", "each peer has a token of its own", "use peers");
            }

            if (channel.Fields.TryGetValue("peers", out var peers) && !(peers is JsonObject names && names.All(p => p.Value is JsonObject peer && peer["token"] is JsonValue token && token.TryGetValue<string>(out _))))
            {
                yield return Faults.Error($"{at}.peers", "peers is no map of names that each have a token", "OpenClaw would refuse its whole configuration", "write `peers: {billing: {token: $BILLING_TOKEN}}`");
            }

            yield break;
        }

        var everybody = channel.AllowedUsers?.Contains("*") == true;
        var written = given.GetValueOrDefault("dmPolicy");
        if (written is not null && Text(channel, written) == "open" && !everybody)
        {
            yield return Faults.Error($"{at}.{written}", "an open policy with a list of users", "OpenClaw refuses to start on it", "write allowed_users: [\"*\"], or remove the policy");
        }

        if (channel.AllowedUsers is null or { IsEmpty: true } && !roles && (written is null || Text(channel, written) == "allowlist"))
        {
            yield return Faults.Warning($"{at}.allowed_users", "nobody may talk to the bot", "without a list every message is dropped", "add allowed_users, or [\"*\"] for everybody");
        }
    }

    private static IEnumerable<SpecFault> SecondOnes(MemberSpec spec) =>
        from channel in spec.Channels
        let rule = OpenClawChannelRule.All.GetValueOrDefault(channel.Type)
        where rule is not null
        group (channel, rule) by rule.Native into same
        where same.Count() > 1 && same.First().rule.HasOneAccount
        from second in same.Skip(1)
        select Faults.Error($"channels.{second.channel.Name}", $"a second {second.channel.Type}", "OpenClaw has one account of it", $"give it to another member, or remove {same.First().channel.Name}");

    private static string? Text(ChannelSpec channel, string field) => channel.Fields[field] is JsonValue v && v.TryGetValue<string>(out var text) ? text : null;

    private static string Snake(string key) => string.Concat(key.Select(c => char.IsAsciiLetterUpper(c) ? $"_{char.ToLowerInvariant(c)}" : $"{c}"));
}
