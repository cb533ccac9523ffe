using System.Collections.Immutable;
using System.Globalization;
using ClawFleet.Model.Diagnostics;
using ClawFleet.Model.Parsing;
using ClawFleet.Model.Schema;
using ClawFleet.Runtimes;

namespace ClawFleet.Model.Catalogue;

/// <summary>The <c>native:</c> part of a <c>runtime.yaml</c>. Strict, as the rest of the file: what is misspelt here would be a part of a member that is told to nobody.</summary>
internal sealed class NativeReader(DiagnosticBag faults) : NativeValues(faults)
{
    private static readonly string[] RootKeys = ["command", "directory", "file", "env", "front", "port", "apiToken", "model", "database", "provider", "channels", "emptyList"];

    private static readonly (string Name, int Number)[] Signals = [("TERM", 15), ("INT", 2), ("QUIT", 3), ("HUP", 1), ("USR1", 10), ("USR2", 12)];

    private readonly Dictionary<string, string> _taken = new(StringComparer.Ordinal);

    private DescribedFile? _file;

    /// <summary>Null when there is no such part, or no use in it.</summary>
    public RuntimeDescription? Read(YamlMapping root, string runtime, string title, int port, string healthPath)
    {
        if (root.Find("native") is not { } entry)
        {
            return null;
        }

        if (entry.Value is not YamlMapping native)
        {
            Fault(entry.Value.Span, $"`native` is a map, and this is {entry.Value.Noun}", "begin it with `command:`");
            return null;
        }

        Keys(native, RootKeys);
        _file = File(native);
        var told = ImmutableSortedDictionary.CreateBuilder<string, Destination>(StringComparer.Ordinal);
        foreach (var part in new[] { "port", "apiToken", "model", "database" })
        {
            Tell(told, native, part, part);
        }

        var types = Provider(native, told);
        var command = Command(native);
        var front = Front(native);
        if (front is null && healthPath != "/health")
        {
            Fault(root.Find("health")!.Key.Span, $"health is asked on /health, and this runtime answers it on {healthPath}", "leave `health.path` out, and add `native.front: {probe: …}`");
        }

        if (types.Count > 0 && !told.ContainsKey("model"))
        {
            Fault(native.Find("provider")!.Key.Span, "a provider is of no use without a model, and `model` has no destination", "add `model: KEY` or `model: $NAME`");
        }

        return new RuntimeDescription
        {
            Runtime = runtime,
            Title = title,
            Port = port,
            Command = command,
            Directory = Choice(native, "directory", "workspace", "state") ?? "workspace",
            File = _file,
            Environment = Environment(native),
            Front = front,
            Told = told.ToImmutable(),
            ProviderTypes = types,
            Channels = Channels(native),
            EmptyListIsNobody = Choice(native, "emptyList", "nobody", "everybody") == "nobody",
        };
    }

    private ImmutableArray<string> Command(YamlMapping native)
    {
        if (native.Find("command")?.Value is not YamlSequence { Items.Length: > 0 } list || list.Items.Any(i => i is not YamlScalar))
        {
            Fault(native.Find("command")?.Value.Span ?? native.Span, "`command` is missing, or no list of words", "write the program and its arguments: `command: [python3, /opt/agent/server.py]`");
            return ["?"];
        }

        var words = list.Items.Cast<YamlScalar>().ToList();
        words.ForEach(Words);
        return [.. words.Select(w => w.Text)];
    }

    private DescribedFile? File(YamlMapping native)
    {
        if (Map(native, "file", "name", "format") is not { } file)
        {
            return null;
        }

        var name = Text(file, "name") ?? "config.json";
        if (name.Contains('/') || name.StartsWith('.') || Path.GetExtension(name).Length < 2)
        {
            Fault(file.Find("name")?.Value.Span ?? file.Span, $"`{name}` cannot be the file's name: it lies below /config and has an ending", "write `name: agent.json`, say; `{config}` in the command is its folder");
        }

        var format = Choice(file, "format", "json", "toml", "yaml", "env") ?? (Path.GetExtension(name) is ".toml" ? "toml" : Path.GetExtension(name) is ".yaml" or ".yml" ? "yaml" : Path.GetExtension(name) is ".env" ? "env" : "json");
        return new DescribedFile(name, format switch { "toml" => NativeFormat.Toml, "yaml" => NativeFormat.Yaml, "env" => NativeFormat.Env, _ => NativeFormat.Json });
    }

    private DescribedFront? Front(YamlMapping native)
    {
        if (Map(native, "front", "port", "probe", "ready", "stopSignal") is not { } front)
        {
            return null;
        }

        int? port = null;
        if (Text(front, "port") is { } written)
        {
            port = int.TryParse(written, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and < 65536 ? number : null;
            if (port is null)
            {
                Fault(front.Find("port")!.Value.Span, $"`port` is a whole number from 1 to 65535, and `{written}` is not", "mend the value");
            }
        }

        foreach (var key in new[] { "probe", "ready" })
        {
            if (Text(front, key) is { } path && !path.StartsWith('/'))
            {
                Fault(front.Find(key)!.Value.Span, $"`{key}` is a path, and `{path}` has no leading slash", $"write `/{path}`");
            }
        }

        if (front.Find("probe") is null)
        {
            Fault(front.Span, "`probe` is missing", "add the path whose answer 200 means healthy: `probe: /status`");
        }

        var signal = Choice(front, "stopSignal", [.. Signals.Select(s => s.Name)]) ?? "TERM";
        return new DescribedFront(port, Text(front, "probe") ?? "/", Text(front, "ready"), Array.Find(Signals, s => s.Name == signal).Number);
    }

    private ImmutableSortedDictionary<string, string> Environment(YamlMapping native)
    {
        var variables = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        switch (native.Find("env")?.Value)
        {
            case YamlMapping map:
                foreach (var entry in map.Entries)
                {
                    if (!IsVariable(entry.Key.Text))
                    {
                        Fault(entry.Key.Span, $"`{entry.Key.Text}` cannot be a variable's name", "use letters, digits and _; names that begin with CLAWFLEET_ are ClawFleet's own");
                    }
                    else if (entry.Value is YamlScalar value)
                    {
                        Words(value);
                        Take("$" + entry.Key.Text, $"env.{entry.Key.Text}", entry.Key.Span);
                        variables[entry.Key.Text] = value.IsNull ? "" : value.Text;
                    }
                    else
                    {
                        Fault(entry.Value.Span, $"a variable holds text, and this is {entry.Value.Noun}", "write one value");
                    }
                }

                break;
            case { } other:
                Fault(other.Span, $"`env` is a map, and this is {other.Noun}", "write `{NAME: value}`");
                break;
        }

        return variables.ToImmutable();
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
                var near = Suggestion.For(key.Text, ProviderTypes.All);
                Fault(key.Span, $"there is no provider type `{key.Text}`", near is null ? $"use some of {string.Join(", ", ProviderTypes.All)}" : $"did you mean `{near}`?");
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

    private ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, Destination>> Channels(YamlMapping native)
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
                var near = Suggestion.For(key.Text, ChannelTable.Types.Select(t => t.Name));
                Fault(key.Span, $"there is no channel type `{key.Text}`", near is null ? $"use some of {string.Join(", ", ChannelTable.Types.Select(t => t.Name))}" : $"did you mean `{near}`?");
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

    private void Field(ImmutableSortedDictionary<string, Destination>.Builder fields, YamlMapping map, string type, YamlScalar field)
    {
        var known = field.Text == "enabled" ? null : ChannelTable.FindField(field.Text);
        if (known is null && field.Text != "enabled")
        {
            var near = Suggestion.For(field.Text, ChannelTable.Fields.Select(f => f.Name));
            Fault(field.Span, $"there is no channel field `{field.Text}`", near is null ? "use a field of docs/clawden-yaml.md, or `enabled`" : $"did you mean `{near}`?");
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
        else if (!to.IsVariable && _file is null)
        {
            Fault(span, $"`{text}` is a key of the configuration file, and there is none", "add `file: {name: …, format: …}`, or write a variable: `$NAME`");
        }
        else if (!to.IsVariable && (to.Path().Any(p => p.Length == 0) || (_file!.Format == NativeFormat.Env && to.Path().Length > 1)))
        {
            Fault(span, $"`{text}` is no key of {_file!.Name}", _file.Format == NativeFormat.Env ? "its keys have no dots" : "write names with dots between them");
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

    /// <summary>Two parts at one place would overwrite each other.</summary>
    private void Take(string destination, string part, SourceSpan span)
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
}
