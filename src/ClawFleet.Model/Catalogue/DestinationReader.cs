using System.Collections.Immutable;
using ClawFleet.Model.Diagnostics;
using ClawFleet.Model.Parsing;
using ClawFleet.Model.Schema;
using ClawFleet.Runtimes;

namespace ClawFleet.Model.Catalogue;

/// <summary>Where a described runtime is told the parts of a member: keys of its file, or variables. No two parts share a place.</summary>
/// <param name="file">The runtime's configuration file, or null when it has none and variables are all.</param>
internal sealed class DestinationReader(DiagnosticBag faults, DescribedFile? file) : KeyReader(faults)
{
    private readonly Dictionary<string, string> _taken = new(StringComparer.Ordinal);

    public static bool IsVariable(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') && !name.StartsWith("CLAWFLEET_", StringComparison.Ordinal);

    /// <summary>What every member has, and the provider types the runtime can ask, each with the runtime's own word for it.</summary>
    public (ImmutableSortedDictionary<string, Destination> Told, ImmutableSortedDictionary<string, string> Types) Member(YamlMapping native)
    {
        var told = ImmutableSortedDictionary.CreateBuilder<string, Destination>(StringComparer.Ordinal);
        foreach (var part in new[] { "port", "apiToken", "model", "database" })
        {
            Tell(told, native, part, part);
        }

        var types = Provider(native, told);
        return (told.ToImmutable(), types);
    }

    public ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, Destination>> Channels(YamlMapping native)
    {
        var channels = ImmutableSortedDictionary.CreateBuilder<string, ImmutableSortedDictionary<string, Destination>>(StringComparer.Ordinal);
        if (native.Find("channels") is not { } entry)
        {
            return channels.ToImmutable();
        }

        if (entry.Value is not YamlMapping types)
        {
            Fault(entry.Value.Span, $"`channels` is a map, and this is {entry.Value.Noun}", "write `telegram: {token: …, allowed_users: …}` below it");
            return channels.ToImmutable();
        }

        foreach (var (key, value) in types.Entries.Select(e => (e.Key, e.Value)))
        {
            if (ChannelTable.FindType(key.Text) is null)
            {
                var names = ChannelTable.Types.Select(t => t.Name);
                Fault(key.Span, $"there is no channel type `{key.Text}`", Nearest(key.Text, names, $"use some of {string.Join(", ", names)}"));
            }

            if (value is not YamlMapping map)
            {
                Fault(value.Span, $"a channel's fields are a map, and this is {value.Noun}", "write `{token: …, allowed_users: …}`");
                continue;
            }

            var fields = ImmutableSortedDictionary.CreateBuilder<string, Destination>(StringComparer.Ordinal);
            foreach (var field in map.Entries.Select(f => f.Key))
            {
                Field(fields, map, key.Text, field);
            }

            channels[key.Text] = fields.ToImmutable();
        }

        return channels.ToImmutable();
    }

    /// <summary>Two parts at one place would overwrite each other.</summary>
    public void Take(string destination, string part, SourceSpan span)
    {
        var clash = _taken.Keys.FirstOrDefault(t => t == destination
            || (!t.StartsWith('$') && (t.StartsWith(destination + ".", StringComparison.Ordinal) || destination.StartsWith(t + ".", StringComparison.Ordinal))));
        if (clash is not null)
        {
            Fault(span, $"{part} and {_taken[clash]} would both be told at {(destination.Length >= clash.Length ? clash : destination)}", "give each a place of its own");
            return;
        }

        _taken[destination] = part;
    }

    private ImmutableSortedDictionary<string, string> Provider(YamlMapping native, ImmutableSortedDictionary<string, Destination>.Builder told)
    {
        var types = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        if (Map(native, "provider", "types", "type", "base_url", "api_key", "org_id") is not { } provider)
        {
            return types.ToImmutable();
        }

        var written = provider.Find("types")?.Value switch
        {
            YamlSequence list => list.Items.OfType<YamlScalar>().Select(i => (Key: i, Word: i.Text)),
            YamlMapping map => map.Entries.Where(e => e.Value is YamlScalar).Select(e => (e.Key, Word: ((YamlScalar)e.Value).Text)),
            _ => [],
        };
        foreach (var (key, word) in written)
        {
            if (!ProviderTypes.All.Contains(key.Text))
            {
                Fault(key.Span, $"there is no provider type `{key.Text}`", Nearest(key.Text, ProviderTypes.All, $"use some of {string.Join(", ", ProviderTypes.All)}"));
            }

            types[key.Text] = word;
        }

        if (types.Count == 0)
        {
            Fault(provider.Span, "`types` is missing", "name the provider types it can ask: `types: [custom, openai]`, or with its own words for them: `types: {custom: openai-compatible}`");
        }

        foreach (var part in new[] { "type", "base_url", "api_key", "org_id" })
        {
            Tell(told, provider, part, $"provider.{part}");
        }

        if (types.Values.Distinct(StringComparer.Ordinal).Count() > 1 && !told.ContainsKey("provider.type"))
        {
            Fault(provider.Find("types")!.Key.Span, "it knows several provider types, and `type` has no destination", "add `type: KEY`, or name one type");
        }

        return types.ToImmutable();
    }

    private void Field(ImmutableSortedDictionary<string, Destination>.Builder fields, YamlMapping map, string type, YamlScalar field)
    {
        var known = field.Text == "enabled" ? null : ChannelTable.FindField(field.Text);
        if (known is null && field.Text != "enabled")
        {
            Fault(field.Span, $"there is no channel field `{field.Text}`", Nearest(field.Text, ChannelTable.Fields.Select(f => f.Name), "use a field of docs/clawden-yaml.md, or `enabled`"));
        }
        else if (known is not null && ChannelTable.CanonicalName(type, known, field.Text) is var name && name != field.Text)
        {
            Fault(field.Span, $"`{field.Text}` of a {type} channel is called `{name}` here", $"write `{name}`");
        }

        Tell(fields, map, field.Text, field.Text, $"channels.{type}.{field.Text}");
    }

    private void Tell(ImmutableSortedDictionary<string, Destination>.Builder told, YamlMapping of, string key, string part, string? place = null)
    {
        if (Text(of, key) is not { } text)
        {
            return;
        }

        var span = of.Find(key)!.Value.Span;
        var to = new Destination(text);
        if (to.IsVariable && !IsVariable(to.Variable))
        {
            Fault(span, $"`{text}` is no variable", "write `$NAME` with letters, digits and _; names that begin with CLAWFLEET_ are ClawFleet's own");
        }
        else if (!to.IsVariable && file is null)
        {
            Fault(span, $"`{text}` is a key of the configuration file, and there is none", "add `file: {name: …, format: …}`, or write a variable: `$NAME`");
        }
        else if (!to.IsVariable && (to.Path().Any(p => p.Length == 0) || (file!.Format == NativeFormat.Env && to.Path().Length > 1)))
        {
            Fault(span, $"`{text}` is no key of {file!.Name}", file.Format == NativeFormat.Env ? "its keys have no dots" : "write names with dots between them");
        }
        else if (to.Path().Any(p => p.Contains('{')) && !(to.IsPerChannel && place is not null && to.Path().All(p => p == "{name}" || !p.Contains('{'))))
        {
            Fault(span, $"`{text}` holds a word in braces that it cannot hold", place is null ? "only a channel's keys may hold one, `{name}`" : "a whole part of the key may be `{name}`, the channel's name");
        }
        else
        {
            // Channels of two types may share a table, each below its own name.
            Take(to.IsPerChannel ? $"{place}: {text}" : text, place ?? part, span);
            told[part] = to;
        }
    }
}
