using System.Collections.Immutable;

namespace ClawFleet.Runtimes;

/// <summary>
/// The <c>native:</c> part of a <c>runtime.yaml</c>: how a runtime without an adapter of its own is started, and where each part of a member is told to it.
/// What has no destination here cannot be told, and is refused.
/// </summary>
public sealed record RuntimeDescription
{
    /// <summary>Words in braces that a command or an environment variable may hold.</summary>
    public static ImmutableArray<string> Words { get; } = ["config", "host", "logs", "port", "state", "workspace"];

    public required string Runtime { get; init; }

    public required string Title { get; init; }

    /// <summary>TCP port the member answers on when nobody says otherwise.</summary>
    public required int Port { get; init; }

    /// <summary>Program and arguments; <see cref="Words"/> in braces become places and numbers.</summary>
    public required ImmutableArray<string> Command { get; init; }

    /// <summary><c>workspace</c> or <c>state</c>: the directory it is started in.</summary>
    public string Directory { get; init; } = "workspace";

    /// <summary>Its configuration file; null when it has none.</summary>
    public DescribedFile? File { get; init; }

    /// <summary>Variables it is always given; <see cref="Words"/> in braces become places and numbers.</summary>
    public ImmutableSortedDictionary<string, string> Environment { get; init; } = NoTexts;

    /// <summary>What stands before a runtime that does not answer <c>/health</c>; null when it answers itself.</summary>
    public DescribedFront? Front { get; init; }

    /// <summary>
    /// Destination by part: <c>apiToken</c>, <c>database</c>, <c>model</c>, <c>port</c>, <c>provider.api_key</c>, <c>provider.base_url</c>, <c>provider.org_id</c>,
    /// <c>provider.type</c>.
    /// </summary>
    public ImmutableSortedDictionary<string, Destination> Told { get; init; } = ImmutableSortedDictionary<string, Destination>.Empty.WithComparers(StringComparer.Ordinal);

    /// <summary>The provider types it can ask, each with the runtime's own word for it.</summary>
    public ImmutableSortedDictionary<string, string> ProviderTypes { get; init; } = NoTexts;

    /// <summary>Channel types, each with the destinations of its fields; the field <c>enabled</c> is told true for a channel that is there.</summary>
    public ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, Destination>> Channels { get; init; } =
        ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, Destination>>.Empty.WithComparers(StringComparer.Ordinal);

    /// <summary>Whether the runtime takes an empty list of allowed users for nobody. Many take it for everybody, so it must be said.</summary>
    public bool EmptyListIsNobody { get; init; }

    /// <summary>Every destination, with the part it is for.</summary>
    public IEnumerable<KeyValuePair<string, Destination>> Destinations =>
        Told.Concat(Channels.SelectMany(c => c.Value.Select(f => KeyValuePair.Create($"channels.{c.Key}.{f.Key}", f.Value))));

    internal static ImmutableSortedDictionary<string, string> NoTexts { get; } = ImmutableSortedDictionary<string, string>.Empty.WithComparers(StringComparer.Ordinal);
}

/// <param name="Name">File name below <c>/config</c>, with its ending.</param>
public sealed record DescribedFile(string Name, NativeFormat Format)
{
    /// <summary>The default in the runtime's folder: in the file's own format, and JSON for one of variables.</summary>
    public string DefaultName => Format switch { NativeFormat.Toml => "default.toml", NativeFormat.Yaml => "default.yaml", _ => "default.json" };
}

/// <param name="Port">Port on 127.0.0.1 that the runtime listens on; null for the one after the member's.</param>
/// <param name="Probe">Path whose 200 means healthy.</param>
/// <param name="Ready">Path that answers 503 until it is ready; null when the probe alone tells.</param>
/// <param name="StopSignal">Number of the signal that ends it.</param>
public sealed record DescribedFront(int? Port, string Probe, string? Ready, int StopSignal);

/// <summary>Where a part of a member is told: a variable of the runtime's environment, or a key of its file with dots between.</summary>
/// <param name="Text">As written: <c>$NAME</c>, or <c>server.port</c>; <c>{name}</c> as a part of a key stands for the channel's name.</param>
public sealed record Destination(string Text)
{
    private const string InstancePart = "{name}";

    public bool IsVariable => Text.StartsWith('$');

    /// <summary>The variable's name.</summary>
    public string Variable => Text[1..];

    /// <summary>Whether each channel of a type has a place of its own.</summary>
    public bool IsPerChannel => !IsVariable && Path().Contains(InstancePart);

    /// <summary>The key's parts, with <paramref name="channel"/> in place of <c>{name}</c>.</summary>
    public string[] Path(string channel = InstancePart) => [.. Text.Split('.').Select(p => p == InstancePart ? channel : p)];
}
