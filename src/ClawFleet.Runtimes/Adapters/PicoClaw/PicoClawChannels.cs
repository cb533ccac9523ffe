using System.Text.Json.Nodes;
using ClawFleet.Runtimes.Channels;

namespace ClawFleet.Runtimes.PicoClaw;

/// <summary>Channels of PicoClaw: <c>channel_list.&lt;instance&gt;</c> with its type, so that one type may come several times.</summary>
internal static class PicoClawChannels
{
    /// <summary>The chat's own channel, always there: it is the only way in over HTTP, and it keeps the gateway alive when every other channel fails.</summary>
    public const string Chat = "pico";

    /// <summary>
    /// Written where nobody may talk to the bot. An empty list means everybody upstream; an entry <c>platform:id</c> admits senders of that platform
    /// alone (<c>pkg/identity</c>), and there is no such platform.
    /// </summary>
    public const string Nobody = "clawfleet:nobody";

    private static readonly NativeChannelCheck Rules = new("PicoClaw");

    public static IEnumerable<SpecFault> Check(MemberSpec spec) => spec.Channels.SelectMany(Check).Concat(Native(spec));

    public static JsonObject Render(MemberSpec spec, PicoClawSecrets secrets, string token)
    {
        var list = new JsonObject
        {
            [Chat] = new JsonObject { ["enabled"] = true, ["type"] = "pico", ["allow_from"] = new JsonArray("*"), ["settings"] = new JsonObject { ["token"] = secrets.Reference(token) } },
        };
        foreach (var channel in spec.Channels)
        {
            list[channel.Name] = Entry(channel, PicoClawChannelTypes.All[channel.Type], secrets);
        }

        return list;
    }

    /// <summary>Channels of <c>config:</c> that are open to everybody.</summary>
    private static IEnumerable<SpecFault> Native(MemberSpec spec) =>
        from entry in spec.Config?["channel_list"] as JsonObject ?? []
        let channel = entry.Value as JsonObject
        where channel is not null && entry.Key != Chat && spec.Channels.All(c => c.Name != entry.Key)
            && channel["enabled"] is JsonValue enabled && enabled.TryGetValue<bool>(out var isOn) && isOn
            && PicoClawChannelTypes.All.Values.Any(r => r.Native == (channel["type"]?.ToString() ?? entry.Key))
            && channel["allow_from"] is null or JsonArray { Count: 0 }
        select Faults.Open($"config.channel_list.{entry.Key}", "PicoClaw", "allow_from");

    private static IEnumerable<SpecFault> Check(ChannelSpec channel)
    {
        var at = $"channels.{channel.Name}";
        if (!PicoClawChannelTypes.All.TryGetValue(channel.Type, out var rule))
        {
            return [Faults.Error(at, $"PicoClaw has no channel of type {channel.Type}", PicoClawChannelTypes.WhyNot(channel.Type) ?? "nothing in it would connect", "give the channel to another runtime")];
        }

        return [.. Rules.Faults(channel, rule), .. Own(channel, at)];
    }

    private static IEnumerable<SpecFault> Own(ChannelSpec channel, string at)
    {
        if (channel.Name == Chat)
        {
            yield return Faults.Error(at, $"a channel by the name of {Chat}", "PicoClaw's chat interface has that name, and an instance would take its place", "give the channel another name");
        }

        if (channel.GroupMode is not null && channel.Fields.ContainsKey("mention_only"))
        {
            yield return Faults.Error($"{at}.mention_only", "mention_only is given twice", "group_mode says the same", "remove one of them");
        }

        if (channel.Fields.ContainsKey("port") && channel.Fields.GetValueOrDefault("server") is JsonValue server && server.ToString().Contains(':'))
        {
            yield return Faults.Error($"{at}.port", "the port is given twice", "server has one too", "remove one of them");
        }
    }

    private static JsonObject Entry(ChannelSpec channel, NativeChannel rule, PicoClawSecrets secrets)
    {
        var settings = new JsonObject();
        foreach (var (field, value) in channel.Fields.Where(f => f.Value is not null))
        {
            var setting = rule.Fields[field];
            settings[setting.Name] = setting.IsSecret ? secrets.Node(value!.ToString()) : setting.Native(secrets.Values(value));
        }

        if (channel.Type is "feishu" or "lark")
        {
            settings["is_lark"] = channel.Type == "lark";
        }

        // PicoClaw takes host and port in one.
        if (channel.Type == "irc" && settings.Remove("port", out var port))
        {
            settings["server"] = $"{settings["server"]}:{port}";
        }

        if (channel.AllowedChannels is { IsEmpty: false } allowed)
        {
            settings[rule.AllowedChannels!] = new JsonArray([.. allowed.Select(c => (JsonNode)JsonValue.Create(c))]);
        }

        var entry = new JsonObject
        {
            ["enabled"] = true,
            ["type"] = rule.Native,
            ["allow_from"] = new JsonArray([.. (channel.AllowedUsers is { IsEmpty: false } users ? users : [Nobody]).Select(u => (JsonNode)JsonValue.Create(Sender(channel.Type, u)))]),
        };
        if (channel.GroupMode is not null)
        {
            entry["group_trigger"] = new JsonObject { ["mention_only"] = channel.GroupMode == "mention" };
        }
        else if (settings.Remove("mention_only", out var mention))
        {
            entry["group_trigger"] = new JsonObject { ["mention_only"] = mention };
        }

        entry["settings"] = settings;
        return entry;
    }

    /// <summary>Matrix ids hold a colon, which PicoClaw reads as <c>platform:id</c>: without the platform before it no user would ever match.</summary>
    private static string Sender(string type, string user) => type == "matrix" && user.StartsWith('@') ? $"matrix:{user}" : user;
}
