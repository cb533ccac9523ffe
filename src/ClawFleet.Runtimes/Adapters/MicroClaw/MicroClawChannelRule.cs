using System.Collections.Immutable;

namespace ClawFleet.Runtimes.MicroClaw;

/// <summary>How one channel type of the file reaches MicroClaw 0.5.0. Source: the config structs of upstream's <c>src/channels/*.rs</c>.</summary>
/// <param name="Native">MicroClaw's channel.</param>
/// <param name="Fields">Field in the file to native key; a native key's own name always works.</param>
/// <param name="Kinds">Native key to the kind of value that fits its struct.</param>
/// <param name="Required">Native keys without which the channel does not work, or would let anybody in.</param>
/// <param name="Shared">Native keys that all accounts of the channel have in common.</param>
internal sealed record MicroClawChannelRule(
    string Native,
    ImmutableSortedDictionary<string, string> Fields,
    ImmutableSortedDictionary<string, MicroClawKind> Kinds,
    ImmutableArray<string> Required,
    ImmutableHashSet<string> Shared)
{
    private static readonly char[] Signs = ['#', '+', ',', '?', '!', '='];

    /// <summary>Native list of users, or null where MicroClaw keeps nobody out.</summary>
    public string? Users { get; private init; }

    /// <summary>Native list of chats or channels, or null.</summary>
    public string? Chats { get; private init; }

    /// <summary>Native switch for "answers in groups without being mentioned", or null.</summary>
    public string? WithoutMention { get; private init; }

    /// <summary>Native switch for "answers in groups only when mentioned", or null.</summary>
    public string? OnMention { get; private init; }

    /// <summary>Whether several instances of it can run side by side.</summary>
    public bool HasAccounts { get; private init; } = true;

    /// <summary>The channels of the published image, by type in the file.</summary>
    public static ImmutableSortedDictionary<string, MicroClawChannelRule> All { get; } = new[]
    {
        (Type: "dingtalk", Rule: Rule("dingtalk", "robot_webhook_url webhook_token webhook_path bot_username allowed_chat_ids,", "robot_webhook_url webhook_token", "webhook_path") with { Chats = "allowed_chat_ids" }),
        (Type: "discord", Rule: Rule("discord", "token>bot_token bot_token bot_username allowed_channels# no_mention?", "bot_token") with { Chats = "allowed_channels", WithoutMention = "no_mention" }),
        (Type: "email", Rule: Rule("email", "from_address sendmail_path webhook_token webhook_path bot_username allowed_senders,", "from_address sendmail_path webhook_token", "webhook_path") with { Users = "allowed_senders" }),
        (Type: "feishu", Rule: Rule("feishu", Feishu, "app_id app_secret") with { Chats = "allowed_chats" }),
        (Type: "irc", Rule: Rule("irc", "server host>server port=# nick username real_name channels, password tls=? tls_server_name mention_required=?", "server nick channels")
            with { OnMention = "mention_required", HasAccounts = false }),
        (Type: "lark", Rule: Rule("feishu", Feishu, "app_id app_secret") with { Chats = "allowed_chats" }),
        (Type: "nostr", Rule: Rule("nostr", "publish_command webhook_token webhook_path bot_username allowed_pubkeys,", "publish_command webhook_token", "webhook_path") with { Users = "allowed_pubkeys" }),
        (Type: "qq", Rule: Rule("qq", "send_command webhook_token webhook_path bot_username allowed_user_ids,", "send_command webhook_token", "webhook_path") with { Users = "allowed_user_ids" }),
        (Type: "signal", Rule: Rule("signal", "send_command webhook_token webhook_path bot_username allowed_numbers,", "send_command webhook_token", "webhook_path") with { Users = "allowed_numbers" }),
        (Type: "slack", Rule: Rule("slack", "token>bot_token bot_token app_token bot_username allowed_channels+", "bot_token app_token") with { Chats = "allowed_channels" }),
        (Type: "telegram", Rule: Rule("telegram", "token>bot_token bot_token bot_username streaming! allowed_user_ids# allowed_groups#", "bot_token", "streaming") with { Users = "allowed_user_ids", Chats = "allowed_groups" }),
        (Type: "weixin", Rule: Rule("weixin", "base_url cdn_base_url webhook_token webhook_path bot_username allowed_user_ids,", "", "webhook_path") with { Users = "allowed_user_ids" }),
        (Type: "whatsapp", Rule: Rule("whatsapp", "token>access_token access_token phone_number_id verify_token>webhook_verify_token webhook_verify_token webhook_path api_version bot_username allowed_user_ids,",
            "access_token phone_number_id webhook_verify_token", "webhook_path api_version") with { Users = "allowed_user_ids" }),
    }.ToImmutableSortedDictionary(r => r.Type, r => r.Rule, StringComparer.Ordinal);

    private const string Feishu = "app_id app_secret connection_mode receive_mode>connection_mode domain webhook_path verification_token encrypt_key bot_username allowed_chats+";

    /// <summary>Fields as a person may write them: the lists and the switch have names of the file's own.</summary>
    public IEnumerable<string> Written => Fields.Where(f => !IsSaidOtherwise(f.Value)).Select(f => f.Key);

    /// <summary>Whether the file says the native key with <c>allowed_users</c>, <c>allowed_channels</c> or <c>group_mode</c>.</summary>
    public bool IsSaidOtherwise(string native) => native == Users || native == Chats || native == WithoutMention || native == OnMention;

    // A native key ends in the sign of its kind: # whole numbers, + texts, `,` texts with commas, ? flag, =? and =# flag and number as text, ! switch.
    private static MicroClawChannelRule Rule(string native, string fields, string required, string shared = "")
    {
        var words = fields.Split(' ').Select(f => (Field: f.Split('>')[0].TrimEnd(Signs), Native: f.Split('>')[^1])).ToList();
        return new MicroClawChannelRule(
            native,
            ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, words.Select(w => KeyValuePair.Create(w.Field, w.Native.TrimEnd(Signs)))),
            ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, words.Where(w => w.Field == w.Native.TrimEnd(Signs)).Select(w => KeyValuePair.Create(w.Field, KindOf(w.Native)))),
            [.. required.Split(' ', StringSplitOptions.RemoveEmptyEntries)],
            [.. shared.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
    }

    private static MicroClawKind KindOf(string word) => word switch
    {
        [.., '=', '?'] => MicroClawKind.TextFlag,
        [.., '=', '#'] => MicroClawKind.TextWhole,
        [.., '?'] => MicroClawKind.Flag,
        [.., '#'] => MicroClawKind.Wholes,
        [.., '+'] => MicroClawKind.Texts,
        [.., ','] => MicroClawKind.Commas,
        [.., '!'] => MicroClawKind.Switch,
        _ => MicroClawKind.Text,
    };
}
