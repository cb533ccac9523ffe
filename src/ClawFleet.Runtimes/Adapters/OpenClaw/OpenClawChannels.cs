using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace ClawFleet.Runtimes.OpenClaw;

/// <summary>Channels of OpenClaw 2026.9.6. Telegram is in the package; every other one is a plugin that the gateway fetches from npm at each start.</summary>
internal static class OpenClawChannels
{
    /// <summary>Channel plugins that are in the image, by OpenClaw's own id.</summary>
    private static readonly ImmutableHashSet<string> InstalledPlugins = [];

    private static readonly ImmutableArray<string> TokenFields = ["token", "bot_token"];

    // Channel types of the file to OpenClaw's plugin ids.
    private static readonly ImmutableSortedDictionary<string, string> Plugins = ImmutableSortedDictionary.CreateRange<string, string>(StringComparer.Ordinal,
    [
        new("discord", "discord"), new("feishu", "feishu"), new("google_chat", "googlechat"), new("irc", "irc"), new("lark", "feishu"), new("line", "line"),
        new("matrix", "matrix"), new("mattermost", "mattermost"), new("nostr", "nostr"), new("signal", "signal"), new("slack", "slack"), new("teams", "msteams"), new("whatsapp", "whatsapp"),
    ]);

    // Keys of channels.telegram in OpenClaw's own schema that a file may set. The missing ones are ours: the token, the allow-lists we are told by name, the accounts.
    private static readonly ImmutableSortedSet<string> TelegramKeys = ImmutableSortedSet.Create(
        StringComparer.Ordinal,
        "ackReaction", "actions", "apiRoot", "autoTopicLabel", "capabilities", "commands", "configWrites", "contextVisibility", "customCommands", "defaultTo", "direct",
        "dmHistoryLimit", "dmPolicy", "dms", "errorPolicy", "execApprovals", "groupPolicy", "groups", "healthMonitor", "heartbeatVisibility", "historyLimit", "joinIntro", "linkPreview",
        "markdown", "mediaMaxMb", "mentionPatterns", "name", "network", "proxy", "reactionLevel", "reactionNotifications", "replyToMode", "responsePrefix", "richMessages",
        "silentErrorReplies", "streaming", "textChunkLimit", "threadBindings", "trustedLocalFileRoots", "webhookCertPath", "webhookHost", "webhookPath", "webhookPort",
        "webhookSecret", "webhookUrl");

    public static IEnumerable<SpecFault> Check(MemberSpec spec) => spec.Channels.SelectMany(Check);

    /// <summary>The <c>channels</c> table: one account flat, several under <c>accounts</c>.</summary>
    public static JsonObject Render(MemberSpec spec, OpenClawSecrets secrets)
    {
        var telegram = spec.Channels.Where(c => c.Type == "telegram").ToList();
        if (telegram.Count == 0)
        {
            return [];
        }

        JsonObject block;
        if (telegram.Count == 1)
        {
            block = Account(telegram[0], secrets);
        }
        else
        {
            var accounts = new JsonObject();
            foreach (var channel in telegram)
            {
                accounts[channel.Name] = Account(channel, secrets);
            }

            block = new JsonObject { ["accounts"] = accounts };
        }

        block["enabled"] = true;
        return new JsonObject { ["telegram"] = block };
    }

    private static IEnumerable<SpecFault> Check(ChannelSpec channel)
    {
        var at = $"channels.{channel.Name}";
        if (channel.Type != "telegram")
        {
            yield return Plugins.TryGetValue(channel.Type, out var plugin) && !InstalledPlugins.Contains(plugin)
                ? Faults.Error(at, $"OpenClaw cannot run {channel.Type} offline", $"its plugin @openclaw/{plugin} is not in the image and would be fetched from npm at each start", "give the channel to another runtime, or use telegram")
                : Faults.Error(at, $"OpenClaw has no channel of type {channel.Type}", "nothing in it would connect", "give the channel to another runtime");
            yield break;
        }

        var tokens = TokenFields.Where(f => channel.Fields.GetValueOrDefault(f) is not null).ToList();
        if (tokens.Count == 0)
        {
            yield return Faults.Error($"{at}.token", "telegram without a token", "the bot cannot log in", "add `token:`");
        }
        else if (tokens.Count == 2)
        {
            yield return Faults.Error($"{at}.bot_token", "both token and bot_token", "Telegram has one token", "remove one of them");
        }

        foreach (var (field, _) in channel.Fields)
        {
            if (field is not ("token" or "bot_token") && !TelegramKeys.Contains(field))
            {
                yield return Faults.Error($"{at}.{field}", $"telegram has no {field}", "OpenClaw's schema does not know it and would refuse to start", "remove it, or use one of OpenClaw's own keys, such as apiRoot");
            }
        }

        if (channel.AllowedRoles is { IsEmpty: false })
        {
            yield return Faults.Error($"{at}.allowed_roles", "telegram has no roles", "OpenClaw could not ask for them", "use allowed_users");
        }

        if (channel.GroupMode is not (null or "mention" or "open" or "disabled"))
        {
            yield return Faults.Error($"{at}.group_mode", $"group_mode {channel.GroupMode}", "OpenClaw answers in groups on mention, always or never", "use mention, open or disabled");
        }

        if (channel.AllowedUsers is null or { IsEmpty: true } && !channel.Fields.ContainsKey("dmPolicy"))
        {
            yield return Faults.Warning($"{at}.allowed_users", "nobody may talk to the bot", "without a list every message is dropped", "add allowed_users, or [\"*\"] for everybody");
        }
    }

    private static JsonObject Account(ChannelSpec channel, OpenClawSecrets secrets)
    {
        var token = channel.Fields.GetValueOrDefault("token") ?? channel.Fields.GetValueOrDefault("bot_token");
        var users = channel.AllowedUsers ?? [];
        var everybody = users.Contains("*");
        var account = new JsonObject
        {
            ["botToken"] = secrets.Node(token!.ToString()),
            ["dmPolicy"] = everybody ? "open" : "allowlist",
            ["allowFrom"] = Strings(users),
            ["groupPolicy"] = channel.GroupMode == "disabled" ? "disabled" : everybody ? "open" : "allowlist",
        };
        if (!everybody)
        {
            account["groupAllowFrom"] = Strings(users);
        }

        if (channel.GroupMode is "mention" or "open" || channel.AllowedChannels is { IsEmpty: false })
        {
            // Without a list of groups the rule holds for all of them.
            var groups = new JsonObject();
            foreach (var group in channel.AllowedChannels is { IsEmpty: false } named ? named : ["*"])
            {
                groups[group] = new JsonObject { ["requireMention"] = channel.GroupMode != "open" };
            }

            account["groups"] = groups;
        }

        foreach (var (field, value) in channel.Fields)
        {
            if (TelegramKeys.Contains(field))
            {
                account[field] = secrets.Field(field, value);
            }
        }

        return account;
    }

    private static JsonArray Strings(ImmutableArray<string> values) => new([.. values.Select(v => (JsonNode)JsonValue.Create(v))]);
}
