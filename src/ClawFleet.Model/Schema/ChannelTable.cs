using System.Collections.Immutable;

namespace ClawFleet.Model.Schema;

/// <summary>A channel type: what it needs to work.</summary>
/// <param name="Name">As the spec says it.</param>
/// <param name="Needs">Sets of fields, one of which must be complete; none when the type can do without, or each runtime decides.</param>
/// <param name="Family">Types of one family share their credentials: an app id of feishu is the same app at lark.</param>
internal sealed record ChannelType(string Name, string[][] Needs, string Family);

/// <summary>Channel types and their fields; part of <see cref="SchemaTable"/>. A native key that is not here goes below <c>config:</c>.</summary>
internal static class ChannelTable
{
    private static readonly string[] Telegram = ["telegram"];

    public static readonly ImmutableArray<ChannelType> Types =
    [
        Type("telegram", ["token"]),
        Type("discord", ["token"]),
        Type("slack", ["bot_token", "app_token"], ["bot_token", "signing_secret"]),
        Type("whatsapp"),
        Type("signal", ["phone"], ["account"], ["http_url"], ["send_command"]),
        Type("matrix", ["homeserver", "token"], ["homeserver", "user_id", "password"]),
        Type("email"),
        TypeOf("feishu", "feishu", ["app_id", "app_secret"]),
        TypeOf("lark", "feishu", ["app_id", "app_secret"]),
        Type("dingtalk", ["token"], ["app_id", "app_secret"], ["client_id", "client_secret"], ["robot_webhook_url"]),
        Type("mattermost", ["token"], ["login_id", "password"]),
        Type("irc"),
        Type("teams", ["token"], ["app_id", "app_password"]),
        Type("imessage"),
        Type("google_chat"),
        Type("qq", ["token"], ["uin"], ["app_id", "app_secret"], ["send_command"]),
        Type("line", ["token"], ["channel_secret", "channel_access_token"]),
        Type("nostr"),
        Type("webhook"),
        Type("wecom"),
        Type("weixin"),
        Type("onebot"),
        Type("mqtt"),
        Type("twitch"),
        Type("zalo"),
        Type("a2a"),
        Type("nextcloud_talk"),
    ];

    private static readonly Dictionary<string, ChannelType> ByName = Types.ToDictionary(t => t.Name, StringComparer.Ordinal);

    /// <summary>Fields that any type may have, then those of single types.</summary>
    public static readonly ImmutableArray<SchemaKey> Fields =
    [
        new("type", Shape.Text, "The channel's type; without it the instance's name, when that is a type.") { Choices = [.. Types.Select(t => t.Name)] },
        Secret("token", "The bot's token, as a reference: `$TELEGRAM_BOT_TOKEN`."),
        Secret("bot_token", "The bot's token; the same as `token`."),
        Secret("app_token", "The app's token (Slack's socket mode)."),
        new("phone", Shape.Text, "The account's phone number, such as `+15550001111`."),
        new("guild", Shape.Text, "The server (guild) the bot answers in."),
        new("allowed_users", Shape.TextList, "Users that may talk to the bot; `[\"*\"]` for everybody. Without it nobody."),
        new("allowed_roles", Shape.TextList, "Roles whose members may talk to the bot."),
        new("allowed_channels", Shape.TextList, "Channels or rooms the bot answers in."),
        new("bot_username", Shape.Text, "The bot's own name."),
        new("group_mode", Shape.Text, "How the bot behaves in groups: `mention`, `open`, `disabled`, …"),

        new("app_id", Shape.Text, "The app's id.") { Types = ["feishu", "lark", "dingtalk", "qq", "teams"] },
        Secret("app_secret", "The app's secret.", "feishu", "lark", "dingtalk", "qq", "whatsapp"),
        Secret("app_password", "The app's password.", "teams"),
        new("tenant_id", Shape.Text, "The tenant.") { Types = ["teams"] },
        Secret("encrypt_key", "Key of encrypted events.", "feishu", "lark"),
        Secret("verification_token", "Token that events carry.", "feishu", "lark"),
        new("use_feishu", Shape.Flag, "Feishu's region instead of Lark's.") { Types = ["feishu", "lark"] },
        new("receive_mode", Shape.Text, "`websocket` or `webhook`.") { Types = ["feishu", "lark"] },
        new("connection_mode", Shape.Text, "`websocket` or `webhook`.") { Types = ["feishu", "lark"] },
        new("domain", Shape.Text, "`feishu`, `lark` or an https URL.") { Types = ["feishu", "lark"] },
        new("client_id", Shape.Text, "The client's id.") { Types = ["dingtalk"] },
        Secret("client_secret", "The client's secret.", "dingtalk"),
        Secret("robot_webhook_url", "The robot's webhook, which holds its token.", "dingtalk"),
        new("uin", Shape.Text, "The account's number.") { Types = ["qq"] },

        Secret("signing_secret", "Signing secret (HTTP mode).", "slack"),
        Secret("user_token", "A user's token.", "slack"),
        new("mode", Shape.Text, "`socket` or `http` (Slack); the pairing mode (WhatsApp).") { Types = ["slack", "whatsapp"] },
        new("webhook_path", Shape.Text, "Path the webhook answers on.") { Types = ["slack", "line", "webhook", "telegram", "whatsapp", "feishu", "lark", "dingtalk", "signal", "qq", "nostr", "email", "weixin"] },

        Secret("access_token", "The access token; for Matrix the same as `token`.", "matrix", "whatsapp", "onebot"),
        new("homeserver", Shape.Text, "The homeserver's URL.") { Types = ["matrix"] },
        new("user_id", Shape.Text, "The bot's user id.") { Types = ["matrix"] },
        new("allowed_rooms", Shape.TextList, "Rooms the bot answers in.") { Types = ["matrix"] },
        new("room_id", Shape.Text, "The one room the bot answers in, where the runtime knows one.") { Types = ["matrix"] },
        new("join_on_invite", Shape.Flag, "Join rooms the bot is invited to.") { Types = ["matrix"] },
        new("device_id", Shape.Text, "The bot's device id.") { Types = ["matrix"] },
        Secret("recovery_key", "Recovery key of encrypted rooms.", "matrix"),
        Secret("password", "The account's password.", "matrix", "email", "mattermost", "irc", "mqtt"),

        new("application_id", Shape.Text, "The application's id.") { Types = ["discord"] },
        new("guild_ids", Shape.TextList, "Servers the bot answers in.") { Types = ["discord"] },
        new("intents", Shape.Any, "Gateway intents.") { Types = ["discord"] },
        new("intents_mask", Shape.Integer, "Gateway intents as a number.") { Types = ["discord"] },
        new("listen_to_bots", Shape.Flag, "Answer other bots too.") { Types = ["discord"] },
        new("guilds", Shape.Any, "Settings by server.") { Types = ["discord"] },

        new("api_version", Shape.Text, "Version of the Cloud API, such as `v21.0`.") { Types = ["whatsapp"] },
        new("phone_number_id", Shape.Text, "Number id of the Cloud API.") { Types = ["whatsapp"] },
        Secret("verify_token", "Token of the webhook's handshake.", "whatsapp"),
        new("driver", Shape.Text, "`baileys` or `cloud-api`.") { Types = ["whatsapp"] },
        new("bridge_url", Shape.Text, "WebSocket of a bridge.") { Types = ["whatsapp"] },
        new("session_path", Shape.Text, "Where the session is kept.") { Types = ["whatsapp"] },
        new("pair_phone", Shape.Text, "Phone number to pair with.") { Types = ["whatsapp"] },

        Secret("pair_code", "Code to pair with.", "whatsapp"),

        new("account", Shape.Text, "The account's number.") { Types = ["signal"] },
        new("http_url", Shape.Text, "URL of a signal-cli daemon.") { Types = ["signal"] },
        new("signal_cli_path", Shape.Text, "Path of signal-cli.") { Types = ["signal"] },
        new("transport", Shape.Any, "How signal-cli is reached.") { Types = ["signal"] },
        new("send_command", Shape.Text, "Command that sends a message.") { Types = ["signal", "qq"] },
        Secret("webhook_token", "Token that whoever brings messages must show.", "signal", "qq", "nostr", "email", "dingtalk", "weixin"),
        new("group_ids", Shape.TextList, "Groups the bot answers in.") { Types = ["signal"] },
        new("dm_only", Shape.Flag, "No groups.") { Types = ["signal"] },

        new("dm_policy", Shape.Text, "Who may write directly: `pairing`, `allowlist`, `open`, `disabled`."),
        new("group_policy", Shape.Text, "Groups: `allowlist`, `open`, `disabled`."),
        new("group_allow_from", Shape.TextList, "Users that may talk to the bot in groups."),
        new("mention_only", Shape.Flag, "In groups, answer only when mentioned.") { Types = ["telegram", "discord", "slack"] },
        new("require_mention", Shape.Flag, "In groups, answer only when mentioned.") { Types = ["telegram", "discord", "slack", "whatsapp", "signal", "matrix"] },
        new("streaming", Shape.Any, "Whether answers grow while they are written."),
        new("stream_mode", Shape.Text, "How answers grow while they are written.") { Types = [.. Telegram] },
        new("reply_to_mode", Shape.Text, "Whether answers quote the message.") { Types = ["telegram", "discord", "slack"] },
        new("text_chunk_limit", Shape.Integer, "Longest message in characters."),
        new("history_limit", Shape.Integer, "Messages of a group kept as context."),
        new("media_max_mb", Shape.Number, "Largest file in MB."),
        new("groups", Shape.Any, "Settings by group.") { Types = ["telegram", "whatsapp", "signal"] },
        new("rooms", Shape.Any, "Settings by room.") { Types = ["matrix"] },
        new("channel_id", Shape.Text, "The one channel the bot answers in, where the runtime knows one.") { Types = ["slack"] },
        new("channel_ids", Shape.TextList, "Channels the bot answers in.") { Types = ["discord", "slack", "mattermost"] },
        new("api_root", Shape.Text, "Another Bot API server.") { Types = [.. Telegram] },
        new("api_base_url", Shape.Text, "Another Bot API server.") { Types = [.. Telegram] },
        new("proxy", Shape.Text | Shape.Flag, "`true`: the channel proxy carries the channel to a runtime that lacks it (not there yet). A text is a proxy URL (telegram, discord)."),
        new("proxy_url", Shape.Text, "Proxy URL.") { Types = ["telegram", "discord"] },
        new("webhook_url", Shape.Text, "Public URL the service calls.") { Types = [.. Telegram] },
        Secret("webhook_secret", "Secret of the webhook.", "telegram"),

        .. Extras("telegram", Shape.Any, "ackReaction actions autoTopicLabel capabilities commands configWrites contextVisibility customCommands defaultTo direct dmHistoryLimit dms errorPolicy execApprovals healthMonitor "
            + "heartbeatVisibility joinIntro linkPreview markdown mentionPatterns name network reactionLevel reactionNotifications responsePrefix richMessages silentErrorReplies threadBindings trustedLocalFileRoots "
            + "webhookCertPath webhookHost webhookPort use_markdown_v2 media_group_delay_ms"),

        new("server", Shape.Text, "Host name of the server.") { Types = ["irc"] },
        new("host", Shape.Text, "Host name of the server.") { Types = ["irc"] },
        new("port", Shape.Integer, "TCP port.") { Types = ["irc", "webhook", "feishu", "lark"] },
        new("nick", Shape.Text, "The bot's nick.") { Types = ["irc"] },
        new("channels", Shape.TextList, "Channels to join.") { Types = ["irc"] },
        new("tls", Shape.Flag, "Encrypted connection.") { Types = ["irc"] },
        new("tls_server_name", Shape.Text, "Name in the server's certificate.") { Types = ["irc"] },
        Secret("nickserv_password", "Password for NickServ.", "irc"),
        new("sasl_user", Shape.Text, "The account's name for SASL.") { Types = ["irc"] },
        Secret("sasl_password", "The account's password for SASL.", "irc"),
        new("real_name", Shape.Text, "The bot's real name.") { Types = ["irc"] },

        new("imap_host", Shape.Text, "Server mail is read from.") { Types = ["email"] },
        new("imap_port", Shape.Integer, "Its TCP port.") { Types = ["email"] },
        new("imap_folder", Shape.Text, "Folder that is read.") { Types = ["email"] },
        new("smtp_host", Shape.Text, "Server mail is sent through.") { Types = ["email"] },
        new("smtp_port", Shape.Integer, "Its TCP port.") { Types = ["email"] },
        new("smtp_tls", Shape.Flag, "Encrypted connection.") { Types = ["email"] },
        new("poll_interval_secs", Shape.Integer, "Seconds between two looks for mail.") { Types = ["email"] },
        new("sendmail_path", Shape.Text, "Path of a sendmail program.") { Types = ["email"] },
        new("username", Shape.Text, "The account's name.") { Types = ["email", "mqtt", "irc"] },
        new("from_address", Shape.Text, "Sender's address.") { Types = ["email"] },

        new("url", Shape.Text, "The server's URL.") { Types = ["mattermost", "onebot"] },
        new("base_url", Shape.Text, "The server's URL.") { Types = ["mattermost", "telegram", "weixin"] },
        new("account_id", Shape.Text, "The account's id.") { Types = ["weixin"] },
        new("cdn_base_url", Shape.Text, "The file server's URL.") { Types = ["weixin"] },
        new("login_id", Shape.Text, "The account's name.") { Types = ["mattermost"] },
        new("team_ids", Shape.TextList, "Teams the bot answers in.") { Types = ["mattermost"] },
        Secret("channel_access_token", "The channel's access token.", "line"),
        Secret("channel_secret", "The channel's secret.", "line", "zalo"),
        Secret("private_key", "The bot's private key.", "nostr"),
        new("publish_command", Shape.Text, "Command that publishes a note.") { Types = ["nostr"] },
        new("relays", Shape.TextList, "Relays.") { Types = ["nostr"] },
        Secret("secret", "The secret that requests are signed with.", "webhook", "wecom"),
        new("listen_path", Shape.Text, "Path it listens on.") { Types = ["webhook"] },
        new("send_url", Shape.Text, "URL answers are sent to.") { Types = ["webhook"] },
        new("send_method", Shape.Text, "HTTP method of answers.") { Types = ["webhook"] },
        Secret("auth_header", "Authorization header of answers.", "webhook"),
        new("bot_id", Shape.Text, "The bot's id.") { Types = ["wecom"] },
        new("websocket_url", Shape.Text, "WebSocket of the service.") { Types = ["wecom"] },
        new("ws_url", Shape.Text, "WebSocket of the service.") { Types = ["onebot", "whatsapp"] },
        new("broker", Shape.Text, "The broker's URL.") { Types = ["mqtt"] },
        new("agent_id", Shape.Text, "The agent's id in topics.") { Types = ["mqtt"] },
        new("topic_prefix", Shape.Text, "Prefix of topics.") { Types = ["mqtt"] },
        new("service_account", Shape.Text, "The service account.") { Types = ["google_chat"], Secret = true },
        new("peers", Shape.Any, "Peers by name.") { Types = ["a2a"] },
    ];

    private static readonly Dictionary<string, SchemaKey> ByPlainName = Fields.ToDictionary(f => Plain(f.Name), StringComparer.Ordinal);

    public static ChannelType? FindType(string name) => ByName.GetValueOrDefault(name);

    /// <summary>The field, whether written <c>dm_policy</c> or <c>dmPolicy</c>.</summary>
    public static SchemaKey? FindField(string written) => ByPlainName.GetValueOrDefault(Plain(written));

    /// <summary>
    /// The name a field has in the spec: credentials under one name whatever the file calls them, other fields as written (a runtime may
    /// know <c>dmPolicy</c> and not <c>dm_policy</c>).
    /// </summary>
    public static string CanonicalName(string type, SchemaKey field, string written) => (type, field.Name) switch
    {
        ("slack", "token") => "bot_token",
        (not "slack", "bot_token") => "token",
        ("matrix", "access_token") => "token",
        _ when Common.Contains(field.Name) => field.Name,
        _ => written,
    };

    /// <summary>The well-known variable that gives a field the file leaves out: <c>TELEGRAM_BOT_TOKEN</c>, <c>FEISHU_APP_ID</c>.</summary>
    public static string VariableFor(string type, string field)
        => type.ToUpperInvariant() + "_" + (field, type) switch
        {
            ("token", "matrix") => "ACCESS_TOKEN",
            ("token", _) => "BOT_TOKEN",
            _ => field.ToUpperInvariant(),
        };

    private static readonly ImmutableHashSet<string> Common =
        ["token", "bot_token", "app_token", "phone", "guild", "allowed_users", "allowed_roles", "allowed_channels", "group_mode", "app_id", "app_secret", "client_id", "client_secret"];

    private static string Plain(string name) => string.Concat(name.Where(c => c is not ('_' or '-'))).ToUpperInvariant();

    private static ChannelType Type(string name, params string[][] needs) => new(name, needs, name);

    private static ChannelType TypeOf(string name, string family, params string[][] needs) => new(name, needs, family);

    private static IEnumerable<SchemaKey> Extras(string type, Shape shape, string names)
        => names.Split(' ').Select(n => new SchemaKey(n, shape, "A setting of the runtime's own channel.") { Types = [type] });

    private static SchemaKey Secret(string name, string help, params string[] types) => new(name, Shape.Text, help) { Secret = true, Types = [.. types] };
}
