using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using ClawFleet.Model.Catalogue;
using ClawFleet.Model.Diagnostics;
using ClawFleet.Model.Documents;
using ClawFleet.Model.Parsing;
using ClawFleet.Model.Plans;
using ClawFleet.Model.Resolution;
using ClawFleet.Model.Schema;
using ClawFleet.Model.Validation;
using ClawFleet.Runtimes;
using ClawFleet.Runtimes.Environments;

namespace ClawFleet.Model.Building;

/// <summary>One member's keys to its declaration.</summary>
/// <param name="folder">Absolute folder of the file; relative workspaces are below it.</param>
internal sealed class MemberBuilder(string fleet, string folder, RuntimeCatalogue catalogue, Resolver resolver, ProviderBuilder providers)
{
    public MemberDeclaration Build(MemberEntry entry, IEnumerable<BuiltChannel> channels)
    {
        var map = new MapReader(entry.Map, entry.Place, resolver, entry.Chosen);
        var shared = entry.Fleet is null ? null : new MapReader(entry.Fleet, "", resolver, entry.Chosen);
        var runtime = entry.Runtime is null ? null : Carried(entry);
        var image = Image(map);
        var version = Version(map, entry, runtime, image);
        var port = runtime?.Port ?? 0;
        var tools = ToolReader.Read(map, catalogue, image);
        var ociRuntime = OciRuntime(map) ?? (shared is null ? null : OciRuntime(shared));
        return new MemberDeclaration
        {
            Name = entry.Name,
            Runtime = entry.Runtime ?? "",
            Replicas = entry.Replicas,
            Chosen = entry.Chosen,
            Spec = new MemberSpec
            {
                Fleet = fleet,
                Member = entry.Name,
                Runtime = entry.Runtime ?? "",
                Port = port,
                Provider = providers.For(map, entry.Prefix),
                Model = map.Plain("model")?.Text,
                Channels = [.. channels.Select(c => c.Spec)],
                Tools = tools.Names,
                Config = map.Entry("config")?.Value is YamlMapping config ? (JsonObject)resolver.Tree(config, map.Place("config"), $"{entry.Prefix}_CONFIG", entry.Chosen)! : null,
            },
            Tools = tools,
            Environment = Environment(map, shared, entry.Prefix),
            WorkspacePath = Workspace(map, entry),
            Ports = PortParser.Parse(map, port),
            Simulate = (map.Choice("simulate", SchemaTable.SimulateModes) ?? shared?.Choice("simulate", SchemaTable.SimulateModes)) switch
            {
                "missing" => SimulateMode.Missing,
                "always" => Simulated(map, shared, runtime, image),
                _ => SimulateMode.Never,
            },
            MemoryBytes = Limit(map, shared, r => r.Parse<long>("memory", "a size of at least 4MiB", "512MiB", t => ByteSize.TryParse(t, out var bytes) && bytes >= 4L << 20 ? bytes : null)),
            Cpus = Limit(map, shared, r => r.Parse<double>("cpus", "a number above 0", "1.5", t => double.TryParse(t, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var n) && n is > 0 and <= 4096 ? n : null)),
            Pids = Limit(map, shared, r => r.Integer("pids", 8, 4_194_304)),
            OciRuntime = ociRuntime?.Text,
            OciRuntimeSpan = ociRuntime?.Span ?? entry.Span,
            Version = version,
            Image = image,
            Span = entry.Span,
            PortsSpan = map.Entry("ports")?.Key.Span ?? entry.Span,
        };
    }

    private CatalogueEntry? Carried(MemberEntry entry)
    {
        var runtime = catalogue.Find(entry.Runtime!);
        if (runtime is null && entry.Chosen)
        {
            resolver.Faults.Error(DiagnosticCodes.RuntimeNotCarried, entry.RuntimeSpan, $"this version of ClawFleet does not carry {entry.Runtime}", $"there is no folder runtimes/{entry.Runtime}",
                $"use one of {string.Join(", ", catalogue.Entries.Values.Where(e => !e.IsService).Select(e => e.Name))}, or add the runtime");
        }

        return runtime;
    }

    /// <returns>Another version than the catalogue's; null for the catalogue's.</returns>
    private static string? Version(MapReader map, MemberEntry entry, CatalogueEntry? runtime, string? image)
    {
        const string grammar = "write `latest`, `1.2.3`, `1.2.x`, or a range such as `>=1.2.0, <2.0.0`";
        if (map.Entry("version") is { Value: YamlScalar { Text: "" } empty })
        {
            map.Error(DiagnosticCodes.BadVersion, empty.Span, "`version` is empty", null, grammar);
            return null;
        }

        if (map.Plain("version") is not { } version)
        {
            return null;
        }

        if (VersionConstraint.Parse(version.Text) is not { } constraint)
        {
            map.Error(DiagnosticCodes.BadVersion, version.Span, $"`{version.Text}` is no version", null, grammar);
            return null;
        }

        if (runtime is null || image is not null || !entry.Chosen || constraint.Allows(runtime.Version))
        {
            return null;
        }

        if (constraint.Exact is { } exact && runtime.HasVersions)
        {
            return exact;
        }

        var (why, remedy) = runtime.HasVersions
            ? ("another version is built from upstream's image when it is named whole", $"write `{runtime.Version}` or another whole version, such as `{Whole(version.Text)}`, or remove `version:`")
            : (runtime.Origin != CatalogueOrigin.BuiltIn ? $"it is built from {runtime.Folder}, which says how and in which version"
                : runtime.UpstreamImage is null ? $"it is built from the lockfile in runtimes/{runtime.Name}, which pins that version and all it needs"
                : "upstream's image is named by its digest",
                $"write `{runtime.Version}`, remove `version:`, or name an image of your own with `image:` (docs/upgrade.md)");
        map.Error(DiagnosticCodes.VersionNotCarried, version.Span, $"{entry.Name} asks for {runtime.Title} {version.Text}, and this version of ClawFleet carries {runtime.Version}", why, remedy);
        return null;
    }

    /// <summary>The first number in a range, as a whole version.</summary>
    private static string Whole(string range)
    {
        var digits = string.Concat(range.SkipWhile(c => !char.IsAsciiDigit(c)).TakeWhile(c => char.IsAsciiDigit(c) || c == '.')).TrimEnd('.');
        return string.Join('.', digits.Split('.').Concat(["0", "0"]).Take(3));
    }

    private static string? Image(MapReader map)
    {
        if (map.Plain("image") is not { } image)
        {
            return null;
        }

        if (!ImageReference.IsValid(image.Text))
        {
            map.Error(DiagnosticCodes.BadValue, image.Span, $"`{image.Text}` is no image", null, "write it as `registry/name:tag`, in lower case");
        }

        return image.Text;
    }

    private static SimulateMode Simulated(MapReader map, MapReader? shared, CatalogueEntry? runtime, string? image)
    {
        var said = map.Entry("simulate") ?? shared?.Entry("simulate");
        if (image is not null)
        {
            map.Error(DiagnosticCodes.BadValue, said!.Value.Span, "a member with an `image` of its own cannot be simulated", null, "remove `image:`, or write `simulate: never` in that member");
        }
        else if (runtime is { HasSimulator: false } && map.Needed)
        {
            map.Error(DiagnosticCodes.NoSimulator, said!.Value.Span, $"there is no simulator for {runtime.Title}", null, "write `simulate: missing` or `never` in that member");
        }

        return SimulateMode.Always;
    }

    private ImmutableSortedDictionary<string, string> Environment(MapReader map, MapReader? shared, string prefix)
    {
        var environment = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var (reader, derived) in new[] { (shared, "ENV"), (map, $"{prefix}_ENV") })
        {
            if (reader?.Entry("env")?.Value is not YamlMapping variables)
            {
                continue;
            }

            foreach (var entry in variables.Entries)
            {
                var name = entry.Key.Text;
                if (!VariableNames.IsValid(name))
                {
                    reader.Error(DiagnosticCodes.BadName, entry.Key.Span, $"`{name}` cannot be a variable's name", null, "use letters, digits and _");
                }
                else if (name.StartsWith("CLAWFLEET_", StringComparison.Ordinal) && !name.StartsWith("CLAWFLEET_CONFIG__", StringComparison.Ordinal))
                {
                    reader.Error(DiagnosticCodes.BadName, entry.Key.Span, $"`{name}` is a name that ClawFleet keeps for itself", null, "use another name; native keys go below `config:`, or in `CLAWFLEET_CONFIG__a__b`");
                }
                else if (entry.Value is YamlScalar value)
                {
                    if (WellKnownCredentials.All.BinarySearch(name, StringComparer.Ordinal) >= 0 && !name.StartsWith("CLAWDEN_", StringComparison.Ordinal))
                    {
                        // Their mere presence makes runtimes act, so clawinit hands on only those that a provider or a channel asks for.
                        reader.Warning(DiagnosticCodes.NotDelivered, entry.Key.Span, $"the variable `{name}` does not reach the runtime", "credentials go to it through its provider and its channels alone",
                            "name the provider or the channel instead, or use another variable");
                    }

                    environment[name] = Value(reader, name, value, $"{derived}_{SecretRegistry.Upper(name)}");
                }
            }
        }

        return environment.ToImmutable();
    }

    private string Value(MapReader reader, string name, YamlScalar value, string derived)
    {
        if (value.IsNull)
        {
            return "";
        }

        var place = $"{reader.Place("env")}.{name}";
        var text = SecretNames.SoundsSecret(name) && Resolver.MayBeSecret(value)
            ? resolver.Secret(value, place, derived, SecretRegistry.Upper(name), reader.Needed)
            : resolver.Either(value, place, derived, reader.Needed);
        return text?.Text ?? "";
    }

    private string? Workspace(MapReader map, MemberEntry entry)
    {
        var inner = map.Child("workspace");
        var path = inner is null ? map.Plain("workspace") : inner.Plain("path");
        if (inner?.Entry("repo") is { } repo)
        {
            map.Warning(DiagnosticCodes.NotDelivered, repo.Key.Span, "the workspace is not synced with its repository", "git workspaces are not delivered yet",
                path is null ? "give `path:` a folder you have cloned" : $"clone the repository into `{path.Text}` yourself: that folder is used as it is");
        }
        else if (inner is not null)
        {
            foreach (var undelivered in inner.Map.Entries.Where(e => e.Key.Text is "token" or "branch" or "sync_interval" or "auto_restore"))
            {
                map.Warning(DiagnosticCodes.NotDelivered, undelivered.Key.Span, $"`workspace.{undelivered.Key.Text}` is not delivered yet", "git workspaces are not synced", "remove it");
            }
        }

        if (inner?.Scalar("sync_interval") is { } interval && !interval.Text.Contains('$') && !int.TryParse(interval.Text, CultureInfo.InvariantCulture, out _) && !Duration.TryParseSeconds(interval.Text, out _))
        {
            map.Error(DiagnosticCodes.BadValue, interval.Span, $"`sync_interval` must be a time such as 90s or 2h30m, and `{interval.Text}` is not", null, "write `sync_interval: 30m`, say");
        }

        if (path is not { Text.Length: > 0 })
        {
            return null;
        }

        if (path.Text[0] == '~')
        {
            map.Error(DiagnosticCodes.BadValue, path.Span, "`~` is not expanded in a path", null, "write `$HOME` in its place");
            return null;
        }

        if (entry.Replicas > 1)
        {
            map.Warning(DiagnosticCodes.NotDelivered, path.Span, $"all {entry.Replicas} replicas of {entry.Name} work in one folder", "their workspace is one bind mount", "leave the path out, so that each has a volume of its own");
        }

        return Path.GetFullPath(path.Text, folder);
    }

    private static T? Limit<T>(MapReader map, MapReader? shared, Func<MapReader, T?> read)
        where T : struct
        => (map.Child("resources") is { } own ? read(own) : null) ?? (shared?.Child("resources") is { } all ? read(all) : null);

    private static Resolved? OciRuntime(MapReader map)
    {
        if (map.Child("security")?.Plain("runtime") is not { } runtime)
        {
            return null;
        }

        if (runtime.Text.Length == 0 || !runtime.Text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-'))
        {
            map.Error(DiagnosticCodes.BadValue, runtime.Span, $"`{runtime.Text}` cannot be an OCI runtime's name", null, "write the name the engine has it under, such as `runsc`");
        }

        return runtime;
    }
}
