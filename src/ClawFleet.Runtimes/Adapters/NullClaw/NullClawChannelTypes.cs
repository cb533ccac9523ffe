using System.Collections.Immutable;
using ClawFleet.Runtimes.Channels;

namespace ClawFleet.Runtimes.NullClaw;

/// <summary>The channel types of NullClaw, by type in the file. Source: <c>src/config_types.zig</c>, <c>src/channel_catalog.zig</c>, <c>src/channels</c>.</summary>
internal static class NullClawChannelTypes
{
    private static readonly ImmutableArray<string> Mentions = ["mention", "open"];
    private static readonly ImmutableArray<string> MentionsOrNone = ["mention", "open", "disabled"];
    private static readonly ImmutableArray<string> Policies = ["open", "disabled"];

    public static ImmutableSortedDictionary<string, NativeChannel> All { get; } = ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, new Dictionary<string, NativeChannel>
    {
        ["discord"] = NativeChannel.Of("discord", "token! bot_token>token! guild>guild_id guild_id allow_bots? listen_to_bots>allow_bots? intents# intents_mask>intents# require_mention? mention_only>require_mention?", "token") with
        {
            GroupModes = Mentions,
            Lacks = NativeChannel.Reasons(("guild_ids", "it takes one server, as guild"), ("proxy", "it has a proxy for Telegram alone")),
        },
        ["feishu"] = Lark,
        ["irc"] = NativeChannel.Of("irc", "host server>host port# nick username channels[] tls? password>server_password! nickserv_password! sasl_password!", "host,nick") with { AllowedChannels = "channels" },
        ["lark"] = Lark,
        ["line"] = NativeChannel.Of("line", "token>access_token! access_token! channel_access_token>access_token! channel_secret!", "access_token,channel_secret") with { Webhook = "/line" },
        ["matrix"] = NativeChannel.Of("matrix", "homeserver token>access_token! access_token! user_id room_id group_policy group_allow_from[]", "homeserver,access_token,room_id") with
        {
            GroupModes = Policies,
            AllowedChannels = "room_id",
            OneChannel = true,
            Lacks = NativeChannel.Reasons(("password", "it logs in with an access token alone"), ("recovery_key", "it does not read encrypted rooms"), ("allowed_rooms", "it takes one room, as allowed_channels")),
        },
        ["mattermost"] = NativeChannel.Of("mattermost", "token>bot_token! bot_token! base_url url>base_url require_mention? dm_policy group_policy group_allow_from[]", "bot_token,base_url") with
        {
            GroupModes = MentionsOrNone,
            Lacks = NativeChannel.Reasons(("password", "it logs in with a bot token alone"), ("login_id", "it logs in with a bot token alone")),
        },
        ["onebot"] = NativeChannel.Of("onebot", "url ws_url>url access_token!", "url"),
        ["qq"] = NativeChannel.Of("qq", "app_id app_secret! token>bot_token! bot_token!", "app_id,app_secret|bot_token") with
        {
            AllowedChannels = "allowed_groups",
            Lacks = NativeChannel.Reasons(("uin", "it connects as an app of the open platform, not as an account")),
        },
        ["signal"] = NativeChannel.Of("signal", "phone>account account http_url group_policy group_allow_from[]", "http_url,account") with
        {
            GroupModes = Policies,
            Lacks = NativeChannel.Reasons(("signal_cli_path", "it talks to a signal-cli daemon over http, and starts none"), ("token", "a signal-cli daemon has no token")),
        },
        ["slack"] = NativeChannel.Of("slack", "bot_token! token>bot_token! app_token! mode signing_secret! webhook_path channel_id", "bot_token,app_token|signing_secret") with
        {
            GroupModes = Mentions,
            AllowedChannels = "channel_id",
            OneChannel = true,
        },
        ["telegram"] = NativeChannel.Of("telegram", "token>bot_token! bot_token! proxy proxy_url>proxy require_mention? mention_only>require_mention? streaming? group_policy group_allow_from[]", "bot_token") with
        {
            GroupModes = MentionsOrNone,
            Lacks = NativeChannel.Reasons(
                ("api_base_url", "the address of the Bot API is fixed in it"), ("api_root", "the address of the Bot API is fixed in it"), ("apiRoot", "the address of the Bot API is fixed in it"),
                ("base_url", "the address of the Bot API is fixed in it"), ("webhook_url", "it polls"), ("webhook_secret", "it polls")),
        },
        ["whatsapp"] = NativeChannel.Of("whatsapp", "token>access_token! access_token! phone_number_id verify_token! app_secret! group_policy group_allow_from[]", "access_token,phone_number_id,verify_token") with
        {
            GroupModes = Policies,
            Webhook = "/whatsapp",
            Lacks = NativeChannel.Reasons(("phone", "it takes the Cloud API alone, which names a number by phone_number_id"), ("bridge_url", "it takes the Cloud API alone")),
        },
    });

    private static NativeChannel Lark => NativeChannel.Of("lark", "app_id app_secret! encrypt_key! verification_token! receive_mode port#", "app_id,app_secret") with
    {
        Webhook = "/lark",
        Lacks = NativeChannel.Reasons(("domain", "the channel's type says it: feishu or lark"), ("use_feishu", "the channel's type says it: feishu or lark")),
    };

    /// <summary>Why a type that NullClaw has in some form is no channel here, or null.</summary>
    public static string? WhyNot(string type) => type switch
    {
        "dingtalk" => "it can only send to DingTalk: nothing said to the bot would reach it",
        "email" => "it can only send mail: nothing written to the bot would reach it",
        "imessage" => "it reads the database of the Messages app, which only macOS has",
        "nostr" => "its key must be encrypted by NullClaw's own set-up on the machine, and it needs the program nak",
        "teams" => "the version here knows no Teams",
        _ => null,
    };
}
