using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace ClawFleet.Runtimes.NanoClaw;

/// <summary>
/// Channels of NanoClaw. It answers in chats that its database knows, and to people it knows there; whoever else writes waits for an owner's word, and there is
/// none. So every chat is made known beforehand: the direct chat of each allowed user, whose id is the user's, and each allowed group.
/// </summary>
internal static class NanoClawChannels
{
    private static readonly ImmutableHashSet<string> EndpointFields = ["api_base_url", "api_root", "apiBaseUrl", "apiRoot", "base_url", "baseUrl"];

    // Types whose adapters upstream has on its branch `channels`.
    private static readonly ImmutableHashSet<string> OnUpstreamsBranch = ["discord", "google_chat", "imessage", "matrix", "signal", "slack", "teams", "weixin", "whatsapp"];

    public static IEnumerable<SpecFault> Check(MemberSpec spec)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var channel in spec.Channels)
        {
            var at = $"channels.{channel.Name}";
            if (channel.Type != "telegram")
            {
                yield return OnUpstreamsBranch.Contains(channel.Type)
                    ? Faults.Error(at, $"{channel.Type} is not set up for NanoClaw", "upstream has it on a branch of its own, and its chats and people are known only once they have written", "give the channel to another runtime")
                    : Faults.Error(at, $"NanoClaw has no channel of type {channel.Type}", "nothing in it would connect", "give the channel to another runtime");
            }
            else if (!seen.Add(channel.Type))
            {
                yield return Faults.Error(at, "a second Telegram bot", "NanoClaw has one bot of each type", "give it to another member");
            }
            else
            {
                foreach (var fault in Telegram(channel, at))
                {
                    yield return fault;
                }
            }
        }
    }

    /// <summary>What <c>.env</c> holds for the channels.</summary>
    public static JsonObject Credentials(MemberSpec spec, MemberSecrets secrets)
    {
        var variables = new JsonObject();
        foreach (var channel in spec.Channels)
        {
            variables["TELEGRAM_BOT_TOKEN"] = secrets.Value(Text(channel.Fields["token"])!);
        }

        return variables;
    }

    /// <summary>What the channels read from the process's environment instead.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Variables(MemberSpec spec, MemberSecrets secrets) =>
        from channel in spec.Channels
        from field in channel.Fields
        where EndpointFields.Contains(field.Key) && field.Value is not null
        select KeyValuePair.Create("TELEGRAM_API_BASE_URL", secrets.Value(Text(field.Value)!));

    /// <summary>The chats the agent answers in. <paramref name="spec"/> holds no references.</summary>
    /// <exception cref="RenderException">An id came from a secret and is none.</exception>
    public static JsonArray Chats(MemberSpec spec) => new([.. spec.Channels.SelectMany(c => Direct(c).Concat(Groups(c)))]);

    /// <summary>The people who are let in, under NanoClaw's names for them.</summary>
    public static JsonArray Members(MemberSpec spec) =>
        new([.. spec.Channels.SelectMany(c => Users(c).Select(u => $"{c.Type}:{u}")).Distinct(StringComparer.Ordinal).Select(u => (JsonNode)JsonValue.Create(u))]);

    private static IEnumerable<SpecFault> Telegram(ChannelSpec channel, string at)
    {
        foreach (var (field, value) in channel.Fields.Where(f => f.Value is not null))
        {
            if (EndpointFields.Contains(field))
            {
                yield return Faults.Warning($"{at}.{field}", "another Bot API server", "NanoClaw asks api.telegram.org for the bot's and the groups' names all the same", "expect these names to be missing where it cannot be reached");
            }
            else if (field != "token")
            {
                yield return Faults.Error($"{at}.{field}", $"telegram has no {field} here", "NanoClaw's Telegram channel does not know it", "remove it; it takes token, api_base_url");
            }

            if (Text(value) is null && (field == "token" || EndpointFields.Contains(field)))
            {
                yield return Faults.Error($"{at}.{field}", $"{field} is no text", "NanoClaw takes a text there", "write one value");
            }
        }

        if (channel.Fields.Keys.Count(EndpointFields.Contains) > 1)
        {
            yield return Faults.Error($"{at}.{channel.Fields.Keys.Last(EndpointFields.Contains)}", "the Bot API server is given twice", "two fields say it", "remove one of them");
        }

        if (Text(channel.Fields.GetValueOrDefault("token")) is not { Length: > 0 })
        {
            yield return Faults.Error($"{at}.token", "telegram without a token", "the channel cannot log in", "add `token`");
        }

        foreach (var fault in Admission(channel, at))
        {
            yield return fault;
        }
    }

    private static IEnumerable<SpecFault> Admission(ChannelSpec channel, string at)
    {
        var (users, groups) = (Given(channel.AllowedUsers), Given(channel.AllowedChannels));
        foreach (var user in users.Where(u => u != "*" && !IsReference(u) && !IsId(u)))
        {
            yield return Faults.Error($"{at}.allowed_users", $"{user} is no Telegram user id", "NanoClaw knows people by number, and usernames change hands", "write the number, such as 42424242");
        }

        foreach (var group in groups.Where(g => !IsReference(g) && !IsId(g)))
        {
            yield return Faults.Error($"{at}.allowed_channels", $"{group} is no Telegram chat id", "NanoClaw knows chats by number", "write the number, such as -1001234567890");
        }

        if (users.IsEmpty)
        {
            yield return Faults.Warning($"{at}.allowed_users", "nobody may talk to the bot", "NanoClaw drops what strangers write", "add allowed_users");
        }

        if (users.Contains("*"))
        {
            yield return groups.IsEmpty
                ? Faults.Error($"{at}.allowed_users", "everybody in direct chats", "NanoClaw answers in chats that it knows beforehand, and nobody knows who will write", "name the users by number, or the groups in allowed_channels")
                : Faults.Warning($"{at}.allowed_users", "everybody, in these groups alone", "in direct chats NanoClaw answers those whose number it knows", "add the numbers of those it should answer directly");
        }

        if (channel.AllowedRoles is { IsEmpty: false })
        {
            yield return Faults.Error($"{at}.allowed_roles", "telegram has no roles here", "NanoClaw allows by user alone", "use allowed_users");
        }

        if (channel.GroupMode is { } mode && !IsReference(mode))
        {
            if (mode is not ("mention" or "open" or "disabled"))
            {
                yield return Faults.Error($"{at}.group_mode", $"group_mode {mode} for telegram", "NanoClaw answers in a group on mention or always", "use mention, open or disabled");
            }
            else if (mode == "disabled" != groups.IsEmpty)
            {
                yield return mode == "disabled"
                    ? Faults.Error($"{at}.group_mode", "group_mode disabled with groups", "allowed_channels names groups to answer in", "remove one of the two")
                    : Faults.Warning($"{at}.group_mode", $"group_mode {mode} without groups", "NanoClaw answers in groups that it knows beforehand", "add their numbers as allowed_channels");
            }
        }
    }

    private static IEnumerable<JsonNode> Direct(ChannelSpec channel) => Users(channel).Select(u => (JsonNode)Chat(channel, u, isGroup: false, "strict", "always"));

    private static IEnumerable<JsonNode> Groups(ChannelSpec channel) => Given(channel.AllowedChannels).Select(Number).Distinct(StringComparer.Ordinal).Select(g => (JsonNode)Chat(
        channel, g, isGroup: true, Given(channel.AllowedUsers).Contains("*") ? "public" : "strict", channel.GroupMode == "open" ? "always" : "mention"));

    private static JsonObject Chat(ChannelSpec channel, string id, bool isGroup, string policy, string engage) => new()
    {
        ["channel"] = channel.Type,
        ["platformId"] = $"{channel.Type}:{id}",
        ["name"] = $"{channel.Name} {id}",
        ["group"] = isGroup,
        ["policy"] = policy,
        ["engage"] = engage,
    };

    private static IEnumerable<string> Users(ChannelSpec channel) => Given(channel.AllowedUsers).Where(u => u != "*").Select(Number).Distinct(StringComparer.Ordinal);

    private static string Number(string id) => IsId(id) ? Bare(id) : throw new RenderException($"{id} is no Telegram id: NanoClaw knows people and chats by number");

    private static bool IsId(string text) => Bare(text) is { Length: > 0 and < 20 } id && id.TrimStart('-').Length == id.Length - (id[0] == '-' ? 1 : 0) && id.TrimStart('-').All(char.IsAsciiDigit) && id != "-";

    private static string Bare(string id) => id.StartsWith("telegram:", StringComparison.Ordinal) ? id["telegram:".Length..] : id;

    private static bool IsReference(string text) => SecretRef.TryParse(text, out _);

    private static ImmutableArray<string> Given(ImmutableArray<string>? list) => list is { IsDefault: false } given ? given : [];

    private static string? Text(JsonNode? node) => node is JsonValue v && v.TryGetValue<string>(out var text) ? text : null;
}
