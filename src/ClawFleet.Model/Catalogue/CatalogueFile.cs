using System.Collections.Immutable;
using System.Globalization;
using ClawFleet.Model.Parsing;
using ClawFleet.Model.Plans;
using ClawFleet.Runtimes;

namespace ClawFleet.Model.Catalogue;

/// <summary>One <c>runtime.yaml</c> to an entry. Strict: an unknown key is a fault, since a limit that is misspelt would be a limit that is not there.</summary>
internal sealed class CatalogueFile : EntryReader
{
    private static readonly string[] RootKeys =
        ["runtime", "service", "title", "version", "aliases", "port", "simulator", "image", "health", "stop", "limits", "finalExitCodes", "tmp", "workspace", "sidecars", "chat", "native"];

    private static readonly ImmutableArray<string> HealthCommand = ["/usr/local/bin/clawinit", "health"];

    private CatalogueFile(SourceText source)
        : base(source)
    {
    }

    /// <exception cref="InvalidDataException">The text is malformed; one line for each fault.</exception>
    public static CatalogueEntry Read(string text, string path)
    {
        var file = new CatalogueFile(new SourceText(path, text));
        return file.Whole(file.Read(Path.GetDirectoryName(path)!));
    }

    private CatalogueEntry? Read(string folder)
    {
        if (Root("the file describes no runtime", "begin it with `runtime: NAME` or `service: NAME`") is not { } root)
        {
            return null;
        }

        Keys(root, RootKeys);
        var isService = root.Find("service") is not null;
        var health = Map(root, "health", "path", "command", "interval", "timeout", "retries", "startPeriod", "deadline");
        var stop = Map(root, "stop", "grace");
        var limits = Map(root, "limits", "memory", "cpus", "pids", "openFiles");
        var image = Map(root, "image", "build", "upstream");
        var port = Integer(root, "port", 1, 65535) ?? 0;
        if (root.Find("runtime") is null && !isService)
        {
            Fault(root.Span, "the entry has no name", "begin it with `runtime: NAME` or `service: NAME`");
            return null;
        }

        return new CatalogueEntry
        {
            Name = Text(root, isService ? "service" : "runtime", required: true) ?? "",
            IsService = isService,
            Title = Text(root, "title", required: true) ?? "",
            Version = Text(root, "version", required: true) ?? "",
            Aliases = Texts(root, "aliases"),
            Port = Require(root, "port", port),
            HasSimulator = Flag(root, "simulator"),
            Folder = folder,
            UpstreamImage = image is null ? null : Text(image, "upstream"),
            BakedDefault = BakedDefault(folder),
            Health = new HealthPlan(
                health?.Find("command") is not null ? Texts(health, "command") : HealthCommand,
                isService ? null : port,
                (health is null ? null : Text(health, "path")) ?? (isService ? "" : "/health"),
                Seconds(health, "interval") ?? 30,
                Seconds(health, "timeout") ?? 5,
                (health is null ? null : Integer(health, "retries", 1, 100)) ?? 3,
                Seconds(health, "startPeriod") ?? 30,
                Seconds(health, "deadline") ?? 120),
            StopGraceSeconds = Seconds(stop, "grace") ?? 10,
            Limits = new LimitsPlan(
                Require(root, "limits", limits is null ? 0 : Size(limits, "memory") ?? 0),
                limits is null ? 0 : Decimal(limits, "cpus") ?? 2,
                (limits is null ? null : Integer(limits, "pids", 1, 1_000_000)) ?? 256,
                (limits is null ? null : Integer(limits, "openFiles", 64, 10_000_000)) ?? 16384),
            FinalExitCodes = [.. Texts(root, "finalExitCodes").Select(t => int.TryParse(t, CultureInfo.InvariantCulture, out var code) ? code : -1)],
            TmpBytes = Size(root, "tmp") ?? 64L << 20,
            Sidecars = Sidecars(root),
            Chat = Chat(root),
            Native = isService ? null : Native(root, port),
        };
    }

    private RuntimeDescription? Native(YamlMapping root, int port)
    {
        var native = new NativeReader(Faults).Read(
            root, Text(root, "runtime") ?? "", Text(root, "title") ?? "", port, (root.Find("health")?.Value as YamlMapping)?.Find("path")?.Value is YamlScalar path ? path.Text : "/health");
        if (native is not null && native.Told.ContainsKey("database") != root.Find("sidecars") is not null)
        {
            Fault(root.Find("native")!.Key.Span, native.Told.ContainsKey("database") ? "`database` is told to it, and it has no sidecar" : "it has a sidecar, and `database` has no destination",
                native.Told.ContainsKey("database") ? "add `sidecars: [{name: postgres, service: postgres}]`" : "add `database: $DATABASE_URL`, say");
        }

        return native;
    }

    private ChatEntry? Chat(YamlMapping root)
    {
        if (Map(root, "chat", "protocol", "path") is not { } chat)
        {
            return null;
        }

        var protocol = Text(chat, "protocol", required: true);
        var path = Text(chat, "path", required: true);
        if (protocol is not null && !ChatEntry.Protocols.Contains(protocol))
        {
            Fault(chat.Find("protocol")!.Value.Span, $"there is no chat protocol `{protocol}`", Nearest(protocol, ChatEntry.Protocols, $"use one of {string.Join(", ", ChatEntry.Protocols)}"));
        }

        if (path is not null && !path.StartsWith('/'))
        {
            Fault(chat.Find("path")!.Value.Span, $"`path` is a path on the member's port, and `{path}` has no leading slash", $"write `/{path}`");
        }

        return protocol is null || path is null ? null : new ChatEntry(protocol, path);
    }

    private ImmutableArray<SidecarEntry> Sidecars(YamlMapping root)
    {
        if (root.Find("sidecars") is not { } entry)
        {
            return [];
        }

        if (entry.Value is not YamlSequence list)
        {
            Fault(entry.Value.Span, $"`sidecars` is a list, and this is {entry.Value.Noun}", "begin each sidecar with a hyphen");
            return [];
        }

        var sidecars = ImmutableArray.CreateBuilder<SidecarEntry>();
        foreach (var item in list.Items)
        {
            if (item is not YamlMapping sidecar)
            {
                Fault(item.Span, $"a sidecar is a map, and this is {item.Noun}", "write `{name: …, service: …}`");
                continue;
            }

            Keys(sidecar, ["name", "service", "unless"]);
            var unless = ImmutableSortedDictionary<string, string>.Empty.WithComparers(StringComparer.Ordinal);
            if (sidecar.Find("unless")?.Value is YamlMapping conditions)
            {
                foreach (var condition in conditions.Entries)
                {
                    unless = unless.SetItem(condition.Key.Text, (condition.Value as YamlScalar)?.Text ?? "");
                }
            }

            sidecars.Add(new(Text(sidecar, "name", required: true) ?? "", Text(sidecar, "service", required: true) ?? "", unless));
        }

        return sidecars.ToImmutable();
    }

    private static string? BakedDefault(string folder)
        => Directory.Exists(folder) && Directory.EnumerateFiles(folder, "default.*").Order(StringComparer.Ordinal).FirstOrDefault() is { } file ? File.ReadAllText(file) : null;
}
