using System.Collections.Immutable;

namespace ClawFleet.Runtimes.OpenClaw;

/// <summary>How OpenClaw says who may talk to the bot in groups.</summary>
internal enum OpenClawGroups
{
    /// <summary>The channel has no groups.</summary>
    None,

    /// <summary><c>groupPolicy</c>, <c>groupAllowFrom</c> for senders, and a map <c>groups</c> that is the list of groups once it is there.</summary>
    Map,

    /// <summary>As <see cref="Map"/>, but the map does not keep other groups out, so that a list of groups cannot be delivered.</summary>
    MentionMap,

    /// <summary><c>groupPolicy</c>, <c>groupAllowFrom</c> and one <c>requireMention</c> for all groups; no list of groups.</summary>
    Senders,

    /// <summary>Discord: <c>guilds</c>, with users, roles and channels each.</summary>
    Guilds,

    /// <summary>Slack: <c>channels</c>, with users each.</summary>
    Channels,

    /// <summary>Feishu: <c>groupAllowFrom</c> lists groups, <c>groupSenderAllowFrom</c> senders.</summary>
    Feishu,
}

/// <summary>How one channel type of the file reaches OpenClaw.</summary>
/// <param name="Native">Key below <c>channels</c>, and the plugin's id.</param>
/// <param name="Plugin">npm package of the plugin, or null for a channel of OpenClaw's own package.</param>
/// <param name="Keys">Native keys that a file may set by their own name, in camelCase or snake_case.</param>
/// <param name="Aliases">Canonical fields to native keys.</param>
/// <param name="References">Native keys that take a secret reference; elsewhere the value itself stands in the file, which nobody else may read.</param>
/// <param name="Needs">Sets of native keys, one of which must be complete.</param>
/// <remarks>Keys: <c>openclaw config schema</c> of 2026.9.6. A test validates the result with OpenClaw itself.</remarks>
internal sealed record OpenClawChannelRule(
    string Native,
    string? Plugin,
    ImmutableHashSet<string> Keys,
    ImmutableSortedDictionary<string, string> Aliases,
    ImmutableHashSet<string> References,
    ImmutableArray<ImmutableArray<string>> Needs,
    OpenClawGroups Groups)
{
    private const string Common = "capabilities contextVisibility dmPolicy groupPolicy historyLimit markdown mediaMaxMb responsePrefix streaming textChunkLimit ";
    private const string Chats = "defaultTo dmHistoryLimit dms healthMonitor heartbeatVisibility replyToMode ";

    public static ImmutableSortedDictionary<string, OpenClawChannelRule> All { get; } = ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal,
    [
        Rule("a2a", "a2a", "advertisedUrl exposeAgents peers rateLimitPerMinute replyTimeoutMs", "", "", "peers", OpenClawGroups.None, isBundled: true),
        Rule("discord", "discord", Common + Chats + "ackReaction ackReactionScope actions activities activity activityType activityUrl agentComponents allowBots applicationId autoPresence botLoopProtection commands "
            + "dangerouslyAllowNameMatching dm execApprovals guilds inboundWorker intents joinIntro maxLinesPerMessage mentionAliases mentionPatterns name pluralkit proxy slashCommand status suppressEmbeds thread "
            + "threadBindings token voice", "bot_token>token proxy_url>proxy listen_to_bots>allowBots", "token", "token", OpenClawGroups.Guilds),
        Feishu("feishu"),
        Rule("google_chat", "googlechat", Common + Chats + "allowBots appPrincipal audience audienceType botLoopProtection botUser dangerouslyAllowNameMatching dm groupAllowFrom groups name requireMention serviceAccount "
            + "serviceAccountFile typingIndicator webhookPath webhookUrl", "", "serviceAccount", "serviceAccount|serviceAccountFile", OpenClawGroups.Map),
        Rule("irc", "irc", Common.Replace("capabilities ", "", StringComparison.Ordinal) + "channels dangerouslyAllowNameMatching dmHistoryLimit dms groupAllowFrom groups healthMonitor host name nick nickserv password port realname replyToMode tls username",
            "server>host", "", "host nick", OpenClawGroups.Map),
        Feishu("lark"),
        Rule("line", "line", "channelAccessToken channelSecret dmPolicy groupAllowFrom groupPolicy groups historyLimit joinIntro mediaMaxMb name replyToMode responsePrefix streaming threadBindings webhookPath",
            "bot_token>channelAccessToken token>channelAccessToken", "", "channelAccessToken channelSecret", OpenClawGroups.Map),
        Rule("matrix", "matrix", Common.Replace("capabilities ", "", StringComparison.Ordinal) + "accessToken ackReaction ackReactionScope actions allowBots allowlistOnly autoJoin autoJoinAllowlist avatarUrl botLoopProtection dangerouslyAllowNameMatching "
            + "deviceId deviceName dm encryption execApprovals groupAllowFrom groups homeserver initialSyncLimit joinIntro mentionPatterns name network password proxy reactionNotifications replyToMode "
            + "startupVerification startupVerificationCooldownHours threadBindings threadReplies userId", "bot_token>accessToken rooms>groups token>accessToken", "accessToken password",
            "homeserver accessToken|homeserver userId password", OpenClawGroups.Map),
        Rule("mattermost", "mattermost", Common + "actions baseUrl botToken chatmode commands dangerouslyAllowNameMatching dmChannelRetry groupAllowFrom groups implicitMentions interactions name network oncharPrefixes replyToMode "
            + "replyToModeByChatType requireMention", "token>botToken url>baseUrl", "botToken", "botToken baseUrl", OpenClawGroups.MentionMap),
        Rule("nostr", "nostr", "dmPolicy markdown name privateKey profile relays", "token>privateKey", "privateKey", "privateKey", OpenClawGroups.None),
        Rule("signal", "signal", Common + Chats + "account accountUuid actions aliases groupAllowFrom groups ignoreAttachments name reactionAllowlist reactionLevel reactionNotifications replyToModeByChatType sendReadReceipts "
            + "transport", "phone>account", "", "account transport", OpenClawGroups.MentionMap),
        Rule("slack", "slack", Common + Chats + "ackReaction actions allowBots appToken botLoopProtection botToken channels commands dangerouslyAllowNameMatching dm execApprovals implicitMentions joinIntro mentionPatterns mode "
            + "name postAs presenceEvents reactionAllowlist reactionNotifications relay replyToModeByChatType requireMention signingSecret slashCommand thread typingReaction unfurlLinks unfurlMedia userToken "
            + "userTokenReadOnly webhookPath", "token>botToken", "appToken botToken signingSecret userToken", "botToken appToken|botToken signingSecret", OpenClawGroups.Channels),
        Rule("teams", "msteams", Common + "appId appPassword authType certificatePath certificateThumbprint cloud dangerouslyAllowNameMatching defaultTo delegatedAuth dmHistoryLimit dms feedbackEnabled feedbackReflection "
            + "feedbackReflectionCooldownMs graphMediaFallback groupAllowFrom groupWelcomeCard healthMonitor heartbeatVisibility managedIdentityClientId mediaAllowHosts mediaAuthAllowHosts promptStarters replyStyle "
            + "requireMention serviceUrl sharePointSiteId sso teams tenantId typingIndicator useManagedIdentity webhook welcomeCard", "app_secret>appPassword", "appPassword", "appId appPassword tenantId", OpenClawGroups.Senders),
        Rule("telegram", "telegram", Common + Chats + "ackReaction actions apiRoot autoTopicLabel botToken commands customCommands direct errorPolicy execApprovals groupAllowFrom groups joinIntro linkPreview mentionPatterns "
            + "name network proxy reactionLevel reactionNotifications richMessages silentErrorReplies threadBindings trustedLocalFileRoots webhookCertPath webhookHost webhookPath webhookPort webhookSecret webhookUrl",
            "api_base_url>apiRoot base_url>apiRoot proxy_url>proxy token>botToken", "botToken webhookSecret", "botToken", OpenClawGroups.Map, isBundled: true),
        Rule("whatsapp", "whatsapp", Common + Chats + "actions direct groupAllowFrom groups mentionPatterns pluginHooks reactionLevel selfChatMode sendReadReceipts", "", "", "", OpenClawGroups.Map),
    ]);

    /// <summary>Upstream has these as plugins too, but not in this image.</summary>
    public static ImmutableSortedDictionary<string, string> NotBaked { get; } = ImmutableSortedDictionary.CreateRange<string, string>(StringComparer.Ordinal,
    [
        new("imessage", "it needs Messages on a Mac"),
        new("nextcloud_talk", "its plugin is not in the image"),
        new("qq", "its plugin is another vendor's and is not in the image"),
        new("twitch", "its plugin is not in the image"),
        new("wecom", "its plugin is another vendor's and is not in the image"),
        new("weixin", "its plugin is another vendor's and is not in the image"),
        new("zalo", "its plugin is not in the image"),
    ]);

    /// <summary>Whether upstream's schema has one set of values only, and no <c>accounts</c>.</summary>
    public bool HasOneAccount => Native is "a2a" or "msteams" or "nostr";

    /// <summary>The native key that a field of the file sets; null when there is none.</summary>
    public string? Key(string field) => Aliases.TryGetValue(field, out var alias) ? alias : Keys.Contains(Camel(field)) ? Camel(field) : null;

    private static string Camel(string field)
    {
        var parts = field.Split('_', StringSplitOptions.RemoveEmptyEntries);
        return parts.Length == 0 ? field : parts[0] + string.Concat(parts[1..].Select(p => char.ToUpperInvariant(p[0]) + p[1..]));
    }

    private static KeyValuePair<string, OpenClawChannelRule> Feishu(string type) => Rule(type, "feishu", Common + "actions allowBots appId appSecret connectionMode dmHistoryLimit dms domain encryptKey groupAllowFrom "
        + "groupSenderAllowFrom groupSessionScope groups heartbeatVisibility httpTimeoutMs reactionNotifications renderMode replyInThread replyToMode requireMention resolveSenderNames tools topicSessionMode tts "
        + "typingIndicator vcAutoJoin verificationToken webhookHost webhookPath webhookPort", "port>webhookPort receive_mode>connectionMode", "appSecret encryptKey verificationToken", "appId appSecret", OpenClawGroups.Feishu);

    private static KeyValuePair<string, OpenClawChannelRule> Rule(string type, string native, string keys, string aliases, string references, string needs, OpenClawGroups groups, bool isBundled = false) =>
        KeyValuePair.Create(type, new OpenClawChannelRule(
            native,
            isBundled ? null : $"@openclaw/{native}",
            [.. Words(keys)],
            ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, Words(aliases).Select(a => a.Split('>')).Select(a => KeyValuePair.Create(a[0], a[1]))),
            [.. Words(references)],
            [.. needs.Split('|', StringSplitOptions.RemoveEmptyEntries).Select(set => Words(set).ToImmutableArray())],
            groups));

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
