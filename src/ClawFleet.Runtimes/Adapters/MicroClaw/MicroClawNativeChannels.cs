using System.Text.Json.Nodes;

namespace ClawFleet.Runtimes.MicroClaw;

/// <summary>Native blocks of <c>config.channels</c>: a value of the wrong kind would take the whole channel away, and a missing list would let everybody in.</summary>
internal static class MicroClawNativeChannels
{
    public static IEnumerable<SpecFault> Check(MemberSpec spec)
    {
        var channels = spec.Config?["channels"];
        if (channels is not null and not JsonObject)
        {
            return [Faults.Error("config.channels", "channels is no map", "MicroClaw would not start", "write the channels by name")];
        }

        return ((JsonObject?)channels ?? []).Where(c => c.Key != "web").SelectMany(channel =>
        {
            var rule = MicroClawChannelRule.All.Values.FirstOrDefault(r => r.Native == channel.Key);
            return rule is null ? [Faults.Error($"config.channels.{channel.Key}", $"MicroClaw's published image has no channel {channel.Key}", "the block would be dropped", "remove it")]
                : channel.Value is not JsonObject block ? [Faults.Error($"config.channels.{channel.Key}", "a channel that is no map", "MicroClaw would drop it without a word", "write its keys")]
                : Misfits(block, rule, $"config.channels.{channel.Key}")
                    .Concat((block["accounts"] as JsonObject ?? []).SelectMany(a => Misfits(a.Value as JsonObject ?? [], rule, $"config.channels.{channel.Key}.accounts.{a.Key}")))
                    .Concat(Open(spec, block, rule, $"config.channels.{channel.Key}"));
        });
    }

    private static IEnumerable<SpecFault> Open(MemberSpec spec, JsonObject block, MicroClawChannelRule rule, string at)
    {
        // Over a channel of the file, a block adds keys to what the file's own lists say.
        if ((rule.Users ?? rule.Chats) is not { } list || (block["accounts"] is not JsonObject && spec.Channels.Any(c => MicroClawChannelRule.All.GetValueOrDefault(c.Type)?.Native == rule.Native)))
        {
            return [];
        }

        var accounts = block["accounts"] is JsonObject named ? named.Where(a => spec.Channels.All(c => c.Name != a.Key)).Select(a => (At: $"{at}.accounts.{a.Key}", Tree: a.Value)) : [(At: at, Tree: block)];
        return accounts.Where(a => a.Tree?[list] is null or JsonArray { Count: 0 } || a.Tree[list] is JsonValue text && text.ToString().Length == 0).Select(a => Faults.Open(a.At, "MicroClaw", list));
    }

    private static IEnumerable<SpecFault> Misfits(JsonObject block, MicroClawChannelRule rule, string at) =>
        block.Where(p => rule.Kinds.TryGetValue(p.Key, out var kind) && !MicroClawNative.Fits(kind, p.Value)).Select(p => Faults.Error(
            $"{at}.{p.Key}", $"{p.Key} is {MicroClawNative.Describe(rule.Kinds[p.Key])} in MicroClaw's file", "it would drop the whole channel without a word", "mend the value"));
}
