using System.Collections.Immutable;

namespace ClawFleet.Runtimes.Channels;

/// <summary>Deliver or refuse, for runtimes whose channels are described by <see cref="NativeChannel"/>.</summary>
/// <param name="title">The runtime's name for messages.</param>
internal sealed class NativeChannelCheck(string title)
{
    public IEnumerable<SpecFault> Faults(ChannelSpec channel, NativeChannel rule)
    {
        var at = $"channels.{channel.Name}";
        var given = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (field, value) in channel.Fields)
        {
            if (!rule.Fields.TryGetValue(field, out var setting))
            {
                yield return Runtimes.Faults.Error(
                    $"{at}.{field}", $"{channel.Type} has no {field}", rule.Lacks.GetValueOrDefault(field, $"{title}'s {rule.Native} channel does not know it"),
                    $"remove it; it takes {string.Join(", ", rule.Fields.Keys)}");
            }
            else if (value is not null && !given.Add(setting.Name))
            {
                yield return Runtimes.Faults.Error($"{at}.{field}", $"{setting.Name} is given twice", $"{field} says the same as another field", "remove one of them");
            }
            else if (value is not null && setting.Misfit(value) is { } expected)
            {
                yield return Runtimes.Faults.Error($"{at}.{field}", $"{field} is not {expected}", $"{title} would leave the channel out or not start", $"write {expected}");
            }
        }

        foreach (var fault in Lists(channel, rule, at, given).Concat(Missing(channel, rule, at, given)))
        {
            yield return fault;
        }

        if (channel.AllowedUsers is null or { IsEmpty: true })
        {
            yield return Runtimes.Faults.Warning(
                $"{at}.allowed_users", "nobody may talk to the bot", $"an empty list would mean everybody to {title}, so one is written that no sender is on", "add allowed_users, or [\"*\"] for everybody");
        }

        if (rule.Webhook is { } path)
        {
            yield return Runtimes.Faults.Warning(
                at, $"{channel.Type} must be able to call the member", $"{title} takes its messages by webhook alone, at {path} on the member's port, which is published on this machine only",
                "lead a public https address there, such as a tunnel's");
        }
    }

    private static IEnumerable<SpecFault> Missing(ChannelSpec channel, NativeChannel rule, string at, HashSet<string> given)
    {
        foreach (var group in rule.Required.Where(g => !g.Any(given.Contains)))
        {
            var fields = rule.Fields.Where(f => group.Contains(f.Value.Name)).Select(f => f.Key).ToList();
            var isListed = rule.AllowedChannels is { } list && group.Contains(list) && channel.AllowedChannels is { IsEmpty: false };
            if (!isListed)
            {
                yield return Runtimes.Faults.Error($"{at}.{fields[0]}", $"{channel.Type} without {string.Join(" or ", group)}", "the channel would not start, and nothing would say so", $"add `{string.Join("` or `", fields)}`");
            }
        }
    }

    private IEnumerable<SpecFault> Lists(ChannelSpec channel, NativeChannel rule, string at, HashSet<string> given)
    {
        if (channel.AllowedRoles is { IsEmpty: false })
        {
            yield return Runtimes.Faults.Error($"{at}.allowed_roles", $"{channel.Type} has no roles here", $"{title} allows by user alone", "use allowed_users");
        }

        if (channel.AllowedChannels is { IsEmpty: false } channels)
        {
            if (rule.AllowedChannels is not { } native)
            {
                yield return Runtimes.Faults.Error($"{at}.allowed_channels", $"{channel.Type} has no list of channels here", $"{title} allows by user alone", "use allowed_users");
            }
            else if (rule.OneChannel && channels.Length > 1)
            {
                yield return Runtimes.Faults.Error($"{at}.allowed_channels", $"{channels.Length} channels for {channel.Type}", $"{title} takes one, as {native}", "name one, and make a channel instance for each of the others");
            }
            else if (given.Contains(native))
            {
                yield return Runtimes.Faults.Error($"{at}.allowed_channels", $"{native} is given twice", "allowed_channels says the same as another field", "remove one of them");
            }
        }

        if (channel.GroupMode is { } mode && !rule.GroupModes.Contains(mode))
        {
            yield return rule.GroupModes.IsEmpty
                ? Runtimes.Faults.Error($"{at}.group_mode", $"group_mode {mode} for {channel.Type}", $"{title} has no such switch there", "remove it")
                : Runtimes.Faults.Error($"{at}.group_mode", $"group_mode {mode} for {channel.Type}", $"{title} knows {string.Join(", ", rule.GroupModes)} there", $"use {string.Join(" or ", rule.GroupModes)}");
        }
    }
}
