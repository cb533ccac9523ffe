using System.Text.Json.Nodes;
using ClawFleet.Runtimes.Configuration;

namespace ClawFleet.Runtimes.OpenClaw;

/// <summary>The <c>channels</c> table of OpenClaw: one account of a type flat, several under <c>accounts</c> by the names of the file.</summary>
internal static class OpenClawChannels
{
    /// <param name="spec">A member that <see cref="OpenClawChannelCheck"/> finds no error in.</param>
    public static JsonObject Render(MemberSpec spec, OpenClawSecrets secrets)
    {
        var channels = new JsonObject();
        foreach (var native in spec.Channels.GroupBy(c => OpenClawChannelRule.All[c.Type].Native, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            var accounts = native.Select(c => (c.Name, Tree: Account(c, secrets))).ToList();
            var block = accounts[0].Tree;
            if (accounts.Count > 1)
            {
                var named = new JsonObject();
                foreach (var (name, tree) in accounts)
                {
                    named[name] = tree;
                }

                // Said by name, so that what no account claims goes to the first of the file and not to the first of the alphabet.
                block = new JsonObject { ["accounts"] = named, ["defaultAccount"] = accounts[0].Name };
            }

            block["enabled"] = true;
            channels[native.Key] = block;
        }

        return channels;
    }

    private static JsonObject Account(ChannelSpec channel, OpenClawSecrets secrets)
    {
        var rule = OpenClawChannelRule.All[channel.Type];
        foreach (var place in channel.Fields.Keys.Where(IsPlace).ToList())
        {
            channel = channel with { Fields = channel.Fields.SetItem(place, secrets.Plain(channel.Fields[place])) };
        }

        var account = new JsonObject();
        OpenClawAudience.Add(channel, rule, account);
        if (rule.Native == "feishu")
        {
            account["domain"] = channel.Type;
        }

        if (rule.Native == "irc" && channel.AllowedChannels is { IsEmpty: false } rooms)
        {
            // The bot hears only the channels that it is in.
            account["channels"] = OpenClawAudience.Strings(rooms);
        }

        foreach (var (field, value) in channel.Fields.Where(f => f.Value is not null && !IsPlace(f.Key)))
        {
            Set(account, rule, field, value, secrets);
        }

        return account;
    }

    /// <summary>Fields that are part of who may talk where.</summary>
    private static bool IsPlace(string field) => field is "guild" or "guild_ids" or "allowed_rooms";

    private static void Set(JsonObject account, OpenClawChannelRule rule, string field, JsonNode? value, OpenClawSecrets secrets)
    {
        switch (rule.Native, field)
        {
            case ("signal", "http_url"):
                account["transport"] = new JsonObject { ["kind"] = "external-native", ["url"] = secrets.Plain(value) };
                return;
            case ("signal", "signal_cli_path"):
                account["transport"] = new JsonObject { ["kind"] = "managed-native", ["cliPath"] = secrets.Plain(value) };
                return;
        }

        var key = rule.Key(field)!;
        var native = value is JsonValue text && text.TryGetValue<string>(out var reference) && rule.References.Contains(key) ? secrets.Node(reference) : secrets.Plain(value);
        if (key is "dmPolicy" && rule.Native == "matrix")
        {
            account["dm"]!["policy"] = native;
        }
        else if (native is JsonObject over && account[key] is JsonObject target)
        {
            ConfigTree.Merge(target, over);
        }
        else
        {
            account[key] = native;
        }
    }
}
