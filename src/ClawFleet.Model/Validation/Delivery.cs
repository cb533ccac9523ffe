using ClawFleet.Model.Building;
using ClawFleet.Model.Diagnostics;
using ClawFleet.Model.Parsing;
using ClawFleet.Model.Schema;
using ClawFleet.Runtimes;

namespace ClawFleet.Model.Validation;

/// <summary>Deliver or refuse: what the runtime's adapter cannot deliver becomes a diagnostic at its place in the file.</summary>
internal sealed class Delivery(YamlMapping root, Func<string, IRuntimeAdapter?> adapters, DiagnosticBag faults)
{
    private const string ProxyPointer = "; the channel proxy (`proxy: true`), which is to carry such a channel, is not there yet";

    /// <param name="spec">The member's spec, complete with identity and database.</param>
    public void Check(MemberEntry entry, MemberSpec spec)
    {
        if (adapters(spec.Runtime) is not { } adapter)
        {
            return;
        }

        foreach (var fault in adapter.Check(spec))
        {
            var span = PlaceOf(fault.Path, entry) ?? entry.Span;
            var what = $"{entry.Name}: {fault.What}";
            if (fault.IsError && (!faults.HasErrorAt(span) || HidesRefusal(fault, span)))
            {
                faults.Error(DiagnosticCodes.RefusedByRuntime, span, what, fault.Why, Lacks(adapter, spec, fault) ? fault.Remedy + ProxyPointer : fault.Remedy);
            }
            else if (!fault.IsError)
            {
                faults.Warning(DiagnosticCodes.LimitedByRuntime, span, what, fault.Why, fault.Remedy);
            }
        }
    }

    /// <summary>Nobody is sent for a key of a provider that the runtime cannot ask anyway.</summary>
    private bool HidesRefusal(SpecFault fault, SourceSpan span) => fault.Path == "provider" && faults.HasOnly(DiagnosticCodes.MissingProviderKey, span);

    /// <summary>Whether the runtime lacks the channel's type: it refuses the channel as a whole also when it is the only one.</summary>
    private static bool Lacks(IRuntimeAdapter adapter, MemberSpec spec, SpecFault fault) =>
        spec.Channels.FirstOrDefault(c => fault.Path == $"channels.{c.Name}") is { } channel && adapter.Check(spec with { Channels = [channel] }).Any(f => f.IsError && f.Path == fault.Path);

    /// <summary>The key at a dotted path of the member, or the nearest key above it that the file has.</summary>
    private SourceSpan? PlaceOf(string path, MemberEntry entry)
    {
        var parts = path.Split('.');
        if (parts[0] == "channels")
        {
            return Descend(root, parts);
        }

        if (parts[0] == "provider" && entry.Map.Find("provider") is { Value: YamlScalar name } said)
        {
            return parts.Length > 1 && root.Find("providers")?.Value is YamlMapping providers && providers.Find(name.Text)?.Value is YamlMapping provider && provider.Find(parts[1]) is { } key
                ? key.Key.Span
                : said.Value.Span;
        }

        return Descend(entry.Map, parts) ?? (entry.Fleet is null ? null : Descend(entry.Fleet, parts));
    }

    private static SourceSpan? Descend(YamlMapping map, ReadOnlySpan<string> parts)
    {
        SourceSpan? found = null;
        YamlNode? node = map;
        while (parts.Length > 0)
        {
            if (node is YamlSequence list && int.TryParse(parts[0], System.Globalization.CultureInfo.InvariantCulture, out var index) && index >= 0 && index < list.Items.Length)
            {
                node = list.Items[index];
                found = node.Span;
                parts = parts[1..];
                continue;
            }

            if (node is not YamlMapping inner)
            {
                break;
            }

            // Names may hold dots: the longest one that is there wins.
            var taken = 0;
            for (var length = parts.Length; length > 0 && taken == 0; length--)
            {
                if (Find(inner, string.Join('.', parts[..length])) is { } entry)
                {
                    found = entry.Key.Span;
                    node = entry.Value;
                    taken = length;
                }
            }

            if (taken == 0)
            {
                break;
            }

            parts = parts[taken..];
        }

        return found;
    }

    /// <summary>The key of that name, or another spelling of the same channel field (<c>botToken</c> for <c>token</c>).</summary>
    private static YamlEntry? Find(YamlMapping map, string name)
    {
        if (map.Find(name) is { } exact)
        {
            return exact;
        }

        if (name is not ("token" or "bot_token" or "app_token" or "app_id" or "app_secret"))
        {
            return null;
        }

        foreach (var entry in map.Entries)
        {
            if (ChannelTable.FindField(entry.Key.Text) is { } field && (field.Name == name || (name is "token" or "bot_token" && field.Name is "token" or "bot_token" or "access_token")))
            {
                return entry;
            }
        }

        return null;
    }
}
