using System.Collections.Immutable;
using ClawFleet.Runtimes.Channels;

namespace ClawFleet.Runtimes.PicoClaw;

/// <summary>The channel types of PicoClaw 0.2.9's published programs, by type in the file. Source: <c>pkg/config/config.go</c>, <c>pkg/channels</c>.</summary>
internal static class PicoClawChannelTypes
{
    private static readonly ImmutableArray<string> Groups = ["mention", "open"];

    public static ImmutableSortedDictionary<string, NativeChannel> All { get; } = ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, new Dictionary<string, NativeChannel>
    {
        ["dingtalk"] = NativeChannel.Of("dingtalk", "app_id>client_id client_id app_secret>client_secret! client_secret!", "client_id,client_secret") with
        {
            GroupModes = Groups,
            Lacks = NativeChannel.Reasons(("token", "it logs in with the app's id and secret"), ("robot_webhook_url", "it connects as an app, not as a robot")),
        },
        ["discord"] = NativeChannel.Of("discord", "token! bot_token>token! proxy proxy_url>proxy mention_only?", "token") with
        {
            GroupModes = Groups,
            Lacks = NativeChannel.Reasons(("guild", "it answers in every server the bot is in"), ("guild_ids", "it answers in every server the bot is in")),
        },
        ["feishu"] = Feishu,
        ["irc"] = NativeChannel.Of("irc", "server host>server port# nick username>user user real_name tls? channels[] password! nickserv_password! sasl_user sasl_password!", "server,nick") with { GroupModes = Groups, AllowedChannels = "channels" },
        ["lark"] = Feishu,
        ["line"] = NativeChannel.Of("line", "channel_secret! channel_access_token! token>channel_access_token! webhook_path", "channel_secret,channel_access_token") with { GroupModes = Groups, Webhook = "/webhook/line" },
        ["matrix"] = NativeChannel.Of("matrix", "homeserver user_id token>access_token! access_token! device_id join_on_invite?", "homeserver,user_id,access_token") with
        {
            GroupModes = Groups,
            Lacks = NativeChannel.Reasons(("password", "it logs in with an access token alone"), ("recovery_key", "it keeps its own key store"), ("allowed_rooms", "it answers in every room the bot is in")),
        },
        ["mqtt"] = NativeChannel.Of("mqtt", "broker agent_id topic_prefix username! password! client_id qos# keep_alive#", "broker,agent_id"),
        ["onebot"] = NativeChannel.Of("onebot", "ws_url url>ws_url access_token! reconnect_interval#", "ws_url") with { GroupModes = Groups },
        ["qq"] = NativeChannel.Of("qq", "app_id app_secret!", "app_id,app_secret") with
        {
            Lacks = NativeChannel.Reasons(("token", "it logs in with the app's id and secret"), ("uin", "it connects as an app of the open platform, not as an account")),
        },
        ["slack"] = NativeChannel.Of("slack", "bot_token! token>bot_token! app_token!", "bot_token,app_token") with
        {
            GroupModes = Groups,
            Lacks = NativeChannel.Reasons(("signing_secret", "it takes Slack's messages by socket mode alone"), ("webhook_path", "it takes Slack's messages by socket mode alone")),
        },
        ["telegram"] = NativeChannel.Of("telegram", "token! bot_token>token! base_url api_base_url>base_url api_root>base_url apiRoot>base_url proxy proxy_url>proxy use_markdown_v2? media_group_delay_ms# streaming*", "token") with { GroupModes = Groups },
        ["wecom"] = NativeChannel.Of("wecom", "bot_id secret! websocket_url", "bot_id,secret"),
        ["weixin"] = NativeChannel.Of("weixin", "token! base_url account_id cdn_base_url proxy", "token"),
        ["whatsapp"] = NativeChannel.Of("whatsapp", "bridge_url ws_url>bridge_url", "bridge_url") with
        {
            Lacks = NativeChannel.Reasons(
                ("phone", "the published program has no WhatsApp of its own, it talks to a bridge that holds the account"), ("pair_phone", "the bridge holds the account"),
                ("token", "a bridge has no token"), ("access_token", "it talks to a bridge, not to the Cloud API")),
        },
    });

    private static NativeChannel Feishu => NativeChannel.Of("feishu", "app_id app_secret! encrypt_key! verification_token!", "app_id,app_secret") with
    {
        GroupModes = Groups,
        Lacks = NativeChannel.Reasons(
            ("domain", "the channel's type says it: feishu or lark"), ("use_feishu", "the channel's type says it: feishu or lark"),
            ("receive_mode", "it connects by WebSocket alone"), ("connection_mode", "it connects by WebSocket alone")),
    };

    /// <summary>Why a type that PicoClaw has in some form is no channel here, or null.</summary>
    public static string? WhyNot(string type) => type switch
    {
        "teams" => "it can only send to Teams, through an incoming webhook",
        _ => null,
    };
}
