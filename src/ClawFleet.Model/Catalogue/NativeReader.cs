using System.Collections.Immutable;
using System.Globalization;
using ClawFleet.Model.Diagnostics;
using ClawFleet.Model.Parsing;
using ClawFleet.Model.Schema;
using ClawFleet.Runtimes;

namespace ClawFleet.Model.Catalogue;

/// <summary>The <c>native:</c> part of a <c>runtime.yaml</c>. Strict, as the rest of the file: what is misspelt here would be a part of a member that is told to nobody.</summary>
internal sealed class NativeReader(DiagnosticBag faults) : KeyReader(faults)
{
    private static readonly string[] RootKeys = ["command", "directory", "file", "env", "front", "port", "apiToken", "model", "database", "provider", "channels", "emptyList"];

    private static readonly (string Name, int Number)[] Signals = [("TERM", 15), ("INT", 2), ("QUIT", 3), ("HUP", 1), ("USR1", 10), ("USR2", 12)];

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
        var file = File(native);
        var destinations = new DestinationReader(Faults, file);
        var (told, types) = destinations.Member(native);
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
            File = file,
            Environment = Environment(native, destinations),
            Front = front,
            Told = told,
            ProviderTypes = types,
            Channels = destinations.Channels(native),
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

    private ImmutableSortedDictionary<string, string> Environment(YamlMapping native, DestinationReader destinations)
    {
        var variables = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        switch (native.Find("env")?.Value)
        {
            case YamlMapping map:
                foreach (var entry in map.Entries)
                {
                    if (!DestinationReader.IsVariable(entry.Key.Text))
                    {
                        Fault(entry.Key.Span, $"`{entry.Key.Text}` cannot be a variable's name", "use letters, digits and _; names that begin with CLAWFLEET_ are ClawFleet's own");
                    }
                    else if (entry.Value is YamlScalar value)
                    {
                        Words(value);
                        destinations.Take("$" + entry.Key.Text, $"env.{entry.Key.Text}", entry.Key.Span);
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

    /// <summary>Words in braces; other braces are left as they are.</summary>
    private void Words(YamlScalar text)
    {
        for (var at = text.Text.IndexOf('{'); at >= 0; at = text.Text.IndexOf('{', at + 1))
        {
            var end = text.Text.IndexOf('}', at);
            var word = end < 0 ? "" : text.Text[(at + 1)..end];
            if (word.Length > 0 && word.All(char.IsAsciiLetter) && !RuntimeDescription.Words.Contains(word))
            {
                var near = Suggestion.For(word, RuntimeDescription.Words);
                Fault(text.Span, $"there is no word `{{{word}}}`", near is null ? $"use {string.Join(", ", RuntimeDescription.Words.Select(w => $"{{{w}}}"))}" : $"did you mean `{{{near}}}`?");
            }
        }
    }
}
