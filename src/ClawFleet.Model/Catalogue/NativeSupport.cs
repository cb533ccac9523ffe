using System.Collections.Immutable;
using System.Text.Json.Nodes;
using ClawFleet.Model.Schema;
using ClawFleet.Runtimes;

namespace ClawFleet.Model.Catalogue;

/// <summary>What a runtime can be told, found by asking its adapter: there is no second list that could say something else.</summary>
/// <param name="Channels">Channel types it has natively, each with the fields it takes.</param>
/// <param name="Providers">Provider types whose models it can ask.</param>
/// <param name="TakesConfig">Whether <c>config:</c> reaches it.</param>
public sealed record NativeSupport(ImmutableSortedDictionary<string, ImmutableArray<string>> Channels, ImmutableArray<string> Providers, bool TakesConfig)
{
    private const string Instance = "asked";

    private static readonly string[] Lists = ["allowed_users", "allowed_roles", "allowed_channels", "group_mode"];

    public static NativeSupport Of(IRuntimeAdapter adapter)
    {
        var channels = ImmutableSortedDictionary.CreateBuilder<string, ImmutableArray<string>>(StringComparer.Ordinal);
        foreach (var type in ChannelTable.Types)
        {
            var fields = FieldsOf(type.Name);
            if (Enough(type, fields).FirstOrDefault(set => !Refused(adapter, Channel(type.Name, set)).Contains(Place())) is { IsDefault: false } enough)
            {
                channels[type.Name] =
                [
                    .. fields.Where(f => !Refused(adapter, Channel(type.Name, [.. enough.Append(f).DistinctBy(x => x.Name)])).Contains(Place(f.Name))).Select(f => f.Name),
                    .. Lists.Where(l => !Refused(adapter, With(Channel(type.Name, enough), l)).Contains(Place(l))),
                ];
            }
        }

        // What an adapter takes in place of `config:` is its own matter; a fault at `config` itself says that it takes none.
        var takesConfig = !Faults(adapter, Member(adapter) with { Config = new JsonObject { ["asked"] = "x" } }).Contains("config");
        return new NativeSupport(channels.ToImmutable(), [.. ProviderTypes.All.Where(t => !Faults(adapter, WithModel(adapter, t)).Contains("provider"))], takesConfig);
    }

    private static string Place(string? field = null) => field is null ? $"channels.{Instance}" : $"channels.{Instance}.{field}";

    /// <summary>Sets of fields that may be enough for the type to work: what it needs, or everything it has.</summary>
    private static IEnumerable<ImmutableArray<SchemaKey>> Enough(ChannelType type, ImmutableArray<SchemaKey> fields)
    {
        foreach (var need in type.Needs)
        {
            yield return [.. fields.Where(f => need.Contains(f.Name))];
        }

        yield return [];
        yield return fields;
    }

    private static ImmutableArray<SchemaKey> FieldsOf(string type) =>
    [
        .. ChannelTable.Fields.Where(f => f.Name != "type" && !Lists.Contains(f.Name) && (f.Types.IsEmpty || f.Types.Contains(type)) && ChannelTable.CanonicalName(type, f, f.Name) == f.Name),
    ];

    private static ChannelSpec Channel(string type, ImmutableArray<SchemaKey> fields) => new()
    {
        Name = Instance,
        Type = type,
        AllowedUsers = ["*"],
        Fields = ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, fields.Select(f => KeyValuePair.Create(f.Name, Sample(f)))),
    };

    private static ChannelSpec With(ChannelSpec channel, string list) => list switch
    {
        "allowed_users" => channel with { AllowedUsers = ["1"] },

        // Beside everybody, roles are refused where they are known too.
        "allowed_roles" => channel with { AllowedUsers = null, AllowedRoles = ["1"] },
        "allowed_channels" => channel with { AllowedChannels = ["1"] },
        _ => channel with { GroupMode = "mention" },
    };

    private static JsonNode? Sample(SchemaKey field) =>
        field.Secret ? JsonValue.Create("secret://ASKED")
        : field.Shapes.HasFlag(Shape.Flag) ? JsonValue.Create(true)
        : field.Shapes.HasFlag(Shape.Integer) || field.Shapes.HasFlag(Shape.Number) ? JsonValue.Create(1)
        : field.Shapes.HasFlag(Shape.TextList) ? new JsonArray("1")
        : JsonValue.Create("x");

    private static MemberSpec Member(IRuntimeAdapter adapter) =>
        new() { Fleet = "asked", Member = "asked", Runtime = adapter.Runtime, Port = adapter.DefaultPort, ApiToken = "secret://ASKED" };

    private static MemberSpec WithModel(IRuntimeAdapter adapter, string type) =>
        Member(adapter) with { Provider = new ProviderSpec(type, type, type == ProviderTypes.Custom ? "http://127.0.0.1/v1" : null, "secret://ASKED", null), Model = "asked" };

    private static HashSet<string> Refused(IRuntimeAdapter adapter, ChannelSpec channel) => Faults(adapter, WithModel(adapter, "openai") with { Channels = [channel] });

    private static HashSet<string> Faults(IRuntimeAdapter adapter, MemberSpec spec) => [.. adapter.Check(spec).Where(f => f.IsError).Select(f => f.Path)];
}
