using System.Collections.Immutable;

namespace ClawFleet.Runtimes.ZeroClaw;

/// <summary>How one channel type of the file reaches ZeroClaw.</summary>
/// <param name="Native">ZeroClaw's channel type.</param>
/// <param name="Fields">Field in the file to native key; a native key's own name always works.</param>
/// <param name="Lists">Native keys that take a list; one value becomes a list of one.</param>
/// <param name="Required">At least one native key of each group must be set.</param>
/// <param name="AllowedChannels">Native list for <c>allowed_channels</c>, or null.</param>
/// <param name="HasMentionOnly">Whether <c>group_mode</c> can be said with <c>mention_only</c>.</param>
internal sealed record ZeroClawChannelRule(
    string Native,
    ImmutableSortedDictionary<string, string> Fields,
    ImmutableHashSet<string> Lists,
    ImmutableArray<ImmutableArray<string>> Required,
    string? AllowedChannels = null,
    bool HasMentionOnly = false)
{
    private const string Token = "token>bot_token bot_token";
    private const string Stream = "mention_only stream_mode proxy_url approval_timeout_secs excluded_tools";

    /// <summary>The channels compiled into ZeroClaw 0.8.4's published programs, by type in the file.</summary>
    public static ImmutableSortedDictionary<string, ZeroClawChannelRule> All { get; } = ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal,
    [
        Rule("discord", "discord", $"{Token} guild>guild_ids guild_ids channel_ids listen_to_bots archive slash_commands intents_mask {Stream}", "guild_ids channel_ids excluded_tools", "bot_token", "channel_ids", true),
        Rule("email", "email", "imap_host imap_port imap_folder smtp_host smtp_port smtp_tls smtp_username smtp_password username password from_address poll_interval_secs default_subject html_body excluded_tools", "excluded_tools", "username,imap_host,smtp_host,from_address"),
        Rule("feishu", "lark", $"app_id app_secret encrypt_key verification_token receive_mode port {Stream}", "excluded_tools", "app_id,app_secret", null, true),
        Rule("lark", "lark", $"app_id app_secret encrypt_key verification_token receive_mode port {Stream}", "excluded_tools", "app_id,app_secret", null, true),
        Rule("matrix", "matrix", $"token>access_token access_token homeserver user_id password device_id recovery_key allowed_rooms reply_in_thread {Stream}", "allowed_rooms excluded_tools", "homeserver,access_token|password", "allowed_rooms", true),
        Rule("telegram", "telegram", $"{Token} api_base_url interrupt_on_new_message ack_reactions {Stream}", "excluded_tools", "bot_token", null, true),
        Rule("whatsapp", "whatsapp", "phone>pair_phone pair_phone pair_code mode dm_policy group_policy ws_url mention_only allowed_groups proxy_url excluded_tools", "allowed_groups excluded_tools", "pair_phone", "allowed_groups", true),
    ]);

    /// <summary>Channels that ZeroClaw has in its source but not in the published programs.</summary>
    public static ImmutableHashSet<string> NotPublished { get; } = ["dingtalk", "imessage", "irc", "line", "mattermost", "nostr", "qq", "signal", "slack"];

    private static KeyValuePair<string, ZeroClawChannelRule> Rule(string type, string native, string fields, string lists, string required, string? channels = null, bool mention = false) =>
        KeyValuePair.Create(type, new ZeroClawChannelRule(
            native,
            ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, fields.Split(' ').Select(f => f.Split('>')).Select(f => KeyValuePair.Create(f[0], f[^1]))),
            [.. lists.Split(' ', StringSplitOptions.RemoveEmptyEntries)],
            [.. required.Split(',').Select(group => group.Split('|').ToImmutableArray())],
            channels,
            mention));
}
