using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace ClawFleet.Runtimes.OpenClaw;

/// <summary>
/// Who may talk to the bot, and where, in OpenClaw's words. Always said in full: what is left out would mean pairing with strangers, or another account's
/// list. Upstream: <c>docs/channels/groups.md</c> and each channel's access control.
/// </summary>
internal static class OpenClawAudience
{
    public static void Add(ChannelSpec channel, OpenClawChannelRule rule, JsonObject account)
    {
        if (rule.Native == "a2a")
        {
            return; // Each peer has a token of its own.
        }

        var users = channel.AllowedUsers ?? [];
        var everybody = users.Contains("*");
        Direct(rule, account, users, everybody);
        if (rule.Groups == OpenClawGroups.None)
        {
            return;
        }

        var rooms = Rooms(channel);
        var isOff = channel.GroupMode == "disabled";
        var isSaid = channel.GroupMode is "mention" or "open";
        var needsMention = channel.GroupMode != "open";

        // An open policy would let the rooms that are not listed in as well.
        account["groupPolicy"] = isOff ? "disabled" : everybody && rooms.IsEmpty ? "open" : "allowlist";
        switch (rule.Groups)
        {
            case OpenClawGroups.Guilds:
                Guilds(channel, account, users, everybody, rooms, isSaid, needsMention);
                break;
            case OpenClawGroups.Channels:
                if (isSaid || !rooms.IsEmpty)
                {
                    account["channels"] = Map(rooms, () => Room(needsMention, everybody ? null : users, isEnabled: true));
                }

                Refuse(account, everybody || !users.IsEmpty);
                break;
            case OpenClawGroups.Feishu:
                if (!everybody)
                {
                    account["groupSenderAllowFrom"] = Strings(users);
                    Refuse(account, !users.IsEmpty);
                }

                if (!rooms.IsEmpty)
                {
                    account["groupAllowFrom"] = Strings(rooms);
                }
                else if (isSaid && !everybody)
                {
                    // No list of groups: the senders alone are asked about.
                    account["groupPolicy"] = users.IsEmpty ? "disabled" : "open";
                }

                account["requireMention"] = needsMention;
                break;
            case OpenClawGroups.Senders:
                account["groupAllowFrom"] = Strings(everybody ? ["*"] : users);
                account["requireMention"] = needsMention;
                break;
            default:
                if (!everybody || !rooms.IsEmpty)
                {
                    account["groupAllowFrom"] = Strings(users);
                }

                if (isSaid || !rooms.IsEmpty)
                {
                    account["groups"] = Map(rooms, () => Room(needsMention, null, isEnabled: false));
                }

                break;
        }
    }

    public static JsonArray Strings(ImmutableArray<string> values) => new([.. values.Select(v => (JsonNode)JsonValue.Create(v))]);

    /// <summary>Servers of Discord that the file names.</summary>
    public static ImmutableArray<string> GuildIds(ChannelSpec channel) => [.. Texts(channel, "guild"), .. Texts(channel, "guild_ids")];

    /// <summary>Rooms that the file names.</summary>
    public static ImmutableArray<string> Rooms(ChannelSpec channel) => [.. channel.AllowedChannels ?? [], .. Texts(channel, "allowed_rooms")];

    private static void Direct(OpenClawChannelRule rule, JsonObject account, ImmutableArray<string> users, bool everybody)
    {
        var policy = everybody ? "open" : "allowlist";
        if (rule.Native == "matrix")
        {
            account["dm"] = new JsonObject { ["policy"] = policy, ["allowFrom"] = Strings(users) };
            return;
        }

        account["dmPolicy"] = policy;
        account["allowFrom"] = Strings(users);
    }

    private static void Guilds(ChannelSpec channel, JsonObject account, ImmutableArray<string> users, bool everybody, ImmutableArray<string> rooms, bool isSaid, bool needsMention)
    {
        var ids = GuildIds(channel);
        var roles = channel.AllowedRoles ?? [];
        if (ids.IsEmpty && !isSaid && rooms.IsEmpty && roles.IsEmpty)
        {
            return;
        }

        if (!ids.IsEmpty || !roles.IsEmpty)
        {
            account["groupPolicy"] = channel.GroupMode == "disabled" ? "disabled" : "allowlist";
        }

        // A server whose entry names neither users nor roles answers everybody in it.
        Refuse(account, everybody || !users.IsEmpty || !roles.IsEmpty);
        account["guilds"] = Map(ids, () =>
        {
            var guild = Room(needsMention, everybody || users.IsEmpty ? null : users, isEnabled: false);
            if (!roles.IsEmpty)
            {
                guild["roles"] = Strings(roles);
            }

            if (!rooms.IsEmpty)
            {
                guild["channels"] = Map(rooms, () => new JsonObject { ["enabled"] = true });
            }

            return guild;
        });
    }

    private static void Refuse(JsonObject account, bool somebody)
    {
        if (!somebody)
        {
            account["groupPolicy"] = "disabled";
        }
    }

    private static JsonObject Map(ImmutableArray<string> names, Func<JsonObject> entry)
    {
        var map = new JsonObject();
        foreach (var name in names.IsEmpty ? ["*"] : names)
        {
            map[name] = entry();
        }

        return map;
    }

    private static JsonObject Room(bool needsMention, ImmutableArray<string>? users, bool isEnabled)
    {
        var room = new JsonObject { ["requireMention"] = needsMention };
        if (isEnabled)
        {
            room["enabled"] = true;
        }

        if (users is { } list)
        {
            room["users"] = Strings(list);
        }

        return room;
    }

    private static IEnumerable<string> Texts(ChannelSpec channel, string field) => channel.Fields.GetValueOrDefault(field) switch
    {
        JsonArray list => list.Select(i => i!.ToString()),
        null => [],
        var one => [one.ToString()],
    };
}
