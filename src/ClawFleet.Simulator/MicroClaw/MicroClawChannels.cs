using System.Text.Json.Nodes;
using ClawFleet.Simulator.Configuration;

namespace ClawFleet.Simulator.MicroClaw;

/// <summary>One bot of a channel and what becomes of it.</summary>
/// <param name="Name"><c>telegram</c> for the default account, <c>telegram.lab</c> for another.</param>
/// <param name="Reason">Why it does not start, which upstream does not say; null when it does.</param>
internal sealed record MicroClawChannelStart(string Name, string? Reason);

/// <summary>Decides which channels start. Upstream: a block that does not fit its struct is dropped whole; an account without its credential is skipped.</summary>
internal static class MicroClawChannels
{
    public static IReadOnlyList<MicroClawChannelStart> Decide(MicroClawConfig config) =>
        [.. config.Tree.Tables("channels").Where(c => c.Key != "web").OrderBy(c => c.Key, StringComparer.Ordinal).SelectMany(c => Decide(c.Key, c.Value, config.IsEnabled(c.Key) ?? false))];

    private static IEnumerable<MicroClawChannelStart> Decide(string name, JsonObject block, bool enabled)
    {
        if (!MicroClawSchema.Channels.TryGetValue(name, out var schema)) return [new(name, "the published image has no such channel")];
        if (!enabled) return [new(name, "it is not enabled")];
        if (schema.Faults(block).FirstOrDefault(fault => !fault.StartsWith("unknown field", StringComparison.Ordinal)) is { } fault) return [new(name, $"the block does not fit: {fault}")];

        var credentials = MicroClawSchema.Credentials.GetValueOrDefault(name, []);
        var accounts = block.Tables("accounts").OrderBy(a => a.Key, StringComparer.Ordinal).ToList();
        if (accounts.Count == 0) return [new(name, Lacking(block, credentials))];

        // A struct field without a default must be there, or the whole block is dropped.
        if (accounts.SelectMany(a => credentials.Where(c => a.Value[c] is null)).FirstOrDefault() is { } missing) return [new(name, $"the block does not fit: an account has no {missing}")];
        var standard = block.Text("default_account") ?? (accounts.Any(a => a.Key == "default") ? "default" : accounts[0].Key);
        return accounts.Select(a => new MicroClawChannelStart(
            a.Key == standard ? name : $"{name}.{a.Key}", a.Value.Flag("enabled") == false ? "it is not enabled" : Lacking(a.Value, credentials)));
    }

    private static string? Lacking(JsonObject account, string[] credentials) =>
        credentials.FirstOrDefault(c => string.IsNullOrWhiteSpace(account.Text(c))) is { } missing ? $"it has no {missing}" : null;
}
