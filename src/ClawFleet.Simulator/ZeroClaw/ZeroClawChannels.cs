using ClawFleet.Simulator.Configuration;

namespace ClawFleet.Simulator.ZeroClaw;

/// <summary>One configured channel and what becomes of it.</summary>
/// <param name="Name"><c>type.alias</c>.</param>
/// <param name="Reason">Why it does not start; null when it does.</param>
internal sealed record ChannelStart(string Name, string? Reason)
{
    public bool Starts => Reason is null;
}

/// <summary>Decides which channels start: built in, <c>enabled = true</c>, and listed by an enabled agent or by no agent at all.</summary>
internal static class ZeroClawChannels
{
    public static IReadOnlyList<ChannelStart> Decide(ZeroClawConfig config)
    {
        var listed = config.Tree.Tables("agents").SelectMany(agent => agent.Value.Texts("channels")).ToHashSet(StringComparer.Ordinal);
        var listedByEnabled = config.Tree.Tables("agents").Where(agent => agent.Value.Flag("enabled") ?? true).SelectMany(agent => agent.Value.Texts("channels")).ToHashSet(StringComparer.Ordinal);
        return [.. from type in config.Tree.Tables("channels")
                   from channel in type.Value.Tables()
                   let name = $"{type.Key}.{channel.Key}"
                   orderby name
                   select new ChannelStart(name, Reason(type.Key, name, channel.Value.Flag("enabled") ?? false))];

        string? Reason(string type, string name, bool enabled) =>
            !ZeroClawSchema.PublishedChannels.Contains(type) ? $"channel type '{type}' is not compiled into this build"
            : !enabled ? "not enabled"
            : listed.Count > 0 && !listedByEnabled.Contains(name) ? "no enabled agent lists it"
            : null;
    }
}
