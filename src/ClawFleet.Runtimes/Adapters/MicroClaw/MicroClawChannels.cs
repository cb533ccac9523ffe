using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ClawFleet.Runtimes.MicroClaw;

/// <summary>
/// Channels of MicroClaw: one block a native channel, every instance an account in it. Lists are always written: an empty one means everybody to MicroClaw,
/// so "nobody" is an entry that nobody has.
/// </summary>
internal static class MicroClawChannels
{
    private const string Nobody = "nobody";

    /// <summary>The blocks; everything in <paramref name="spec"/> but credentials holds plain values by now.</summary>
    /// <exception cref="RenderException">A value that came from a secret does not fit.</exception>
    public static JsonObject Render(MemberSpec spec, MemberSecrets secrets)
    {
        var blocks = new JsonObject();
        foreach (var channel in spec.Channels)
        {
            var rule = MicroClawChannelRule.All[channel.Type];
            var (account, shared) = Account(channel, rule, secrets);
            if (!rule.HasAccounts)
            {
                blocks[rule.Native] = account;
                continue;
            }

            if (blocks[rule.Native] is not JsonObject block)
            {
                // The first instance is the default account: it keeps the channel's plain name in sessions.
                blocks[rule.Native] = block = new JsonObject { ["enabled"] = true, ["default_account"] = channel.Name, ["accounts"] = new JsonObject() };
                foreach (var (key, value) in shared)
                {
                    block[key] = value?.DeepClone();
                }
            }

            block["accounts"]![channel.Name] = account;
        }

        return blocks;
    }

    private static (JsonObject Account, JsonObject Shared) Account(ChannelSpec channel, MicroClawChannelRule rule, MemberSecrets secrets)
    {
        var account = new JsonObject { ["enabled"] = true };
        var shared = new JsonObject();
        foreach (var (field, value) in channel.Fields.Where(f => f.Value is not null))
        {
            var native = rule.Fields[field];
            (rule.Shared.Contains(native) ? shared : account)[native] = Native(rule.Kinds[native], secrets.Values(value)!, $"channels.{channel.Name}.{field}");
        }

        if (rule.Native == "feishu" && !account.ContainsKey("domain"))
        {
            account["domain"] = channel.Type;
        }

        var everybody = channel.AllowedUsers?.Contains(MicroClawChannelCheck.Everybody) == true;
        if (rule.Users is { } users)
        {
            account[users] = List(rule.Kinds[users], channel.AllowedUsers ?? [], everybody, $"channels.{channel.Name}.allowed_users");
        }

        if (rule.Chats is { } chats)
        {
            // A list of users does not hold in groups, so without groups by name the bot stays out of all of them, unless everybody may talk to it anyway.
            var all = channel.AllowedChannels is { } given ? given.Contains(MicroClawChannelCheck.Everybody) : (everybody || rule.Users is null) && channel.GroupMode != "disabled";
            account[chats] = List(rule.Kinds[chats], channel.AllowedChannels ?? [], all, $"channels.{channel.Name}.allowed_channels");
        }

        if (channel.GroupMode is { } mode && (rule.WithoutMention ?? rule.OnMention) is { } toggle)
        {
            account[toggle] = Native(rule.Kinds[toggle], JsonValue.Create(mode == "open" == (toggle == rule.WithoutMention)), $"channels.{channel.Name}.group_mode");
        }

        return (account, shared);
    }

    private static JsonNode List(MicroClawKind kind, ImmutableArray<string> items, bool all, string at)
    {
        var shown = all ? [] : items.IsEmpty ? [kind == MicroClawKind.Wholes ? "0" : Nobody] : items;
        return Native(kind, new JsonArray([.. shown.Select(i => (JsonNode)JsonValue.Create(i))]), at);
    }

    private static JsonNode Native(MicroClawKind kind, JsonNode value, string at) => kind switch
    {
        MicroClawKind.Wholes => new JsonArray([.. value.AsArray().Select(i => (JsonNode)JsonValue.Create(Whole(i!.GetValue<string>(), at)))]),
        MicroClawKind.Commas when value is JsonArray list => JsonValue.Create(string.Join(',', list.Select(i => i!.GetValue<string>()))),
        MicroClawKind.TextFlag or MicroClawKind.TextWhole when value.GetValueKind() != JsonValueKind.String => JsonValue.Create(value.ToJsonString()),
        MicroClawKind.Switch => new JsonObject { ["enabled"] = value.DeepClone() },
        _ => value.DeepClone(),
    };

    // Check has seen plain values; one behind a secret's name is seen here first, and is not repeated.
    private static long Whole(string text, string at) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new RenderException($"{at} comes from a secret and is no number, and MicroClaw takes numbers there: mend the secret");
}
