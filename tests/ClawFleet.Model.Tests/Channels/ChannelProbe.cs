using System.Collections.Immutable;
using System.Text.Json.Nodes;
using ClawFleet.Model.Catalogue;
using ClawFleet.Model.Schema;
using ClawFleet.Model.Tests.Support;
using ClawFleet.Runtimes;

namespace ClawFleet.Model.Tests.Channels;

/// <summary>
/// Finds out what one runtime does with one channel type by asking its adapter: first the least that it takes, then every field of the type on top of that.
/// A field that the adapter takes must show in what it renders; what it does not take must be refused by name.
/// </summary>
internal sealed class ChannelProbe(IRuntimeAdapter adapter, ChannelType type)
{
    private const string Name = "mine";
    private const string At = "channels." + Name;
    private const string SomeUser = "4711471148";
    private const int MostRounds = 24;

    private static readonly RuntimeCatalogue Catalogue = RuntimeCatalogue.Read(Path.Combine(Golden.Root, "runtimes"));

    // `proxy: true` is never given to a runtime; `proxy: URL` is a field of two types.
    private IEnumerable<SchemaKey> Keys => ChannelTable.Fields
        .Where(k => k.Name != "type" && (k.Types.IsEmpty || k.Types.Contains(type.Name)) && (k.Name != "proxy" || type.Name is "telegram" or "discord"))
        .Select(k => k.Name == "proxy" ? k with { Shapes = Shape.Text } : k);

    private readonly Lazy<ProviderSpec> _provider = new(() => new[] { "openai", "anthropic", "custom" }
        .Select(t => new ProviderSpec(t, t, "http://llm.test/v1", "secret://MODEL_KEY", null))
        .First(p => !adapter.Check(new MemberSpec { Fleet = "grid", Member = "grid", Runtime = adapter.Runtime, Port = adapter.DefaultPort, Provider = p, Model = "some-model" }).Any(f => f.IsError)));

    /// <exception cref="GridException">Something is neither delivered nor refused.</exception>
    public ChannelCell Run()
    {
        if (Least(out var lacks) is not { } least)
        {
            return new(adapter.Runtime, type.Name, lacks, [], [], false);
        }

        return new(adapter.Runtime, type.Name, null, [.. least.Fields.Keys], [.. Keys.Select(k => Field(k, least))], Several(least));
    }

    /// <summary>The channel with every secret that its runtime takes, each another one, named by <paramref name="secret"/>; null when the runtime takes none of the type.</summary>
    public ChannelSpec? WithEverySecret(Func<string, string> secret)
    {
        if (Least(out _) is not { } channel)
        {
            return null;
        }

        foreach (var key in Keys.Where(k => k.Secret))
        {
            var reference = JsonValue.Create("secret://" + secret(key.Name))!;
            var with = With(channel, key, key.Name, reference);
            channel = Errors(with).Count == 0 ? with : channel;
        }

        // What the least channel needed is a secret of its own, too, under whichever name.
        return channel with
        {
            Fields = channel.Fields.ToImmutableSortedDictionary(f => f.Key, f => f.Value is JsonValue v && v.TryGetValue<string>(out var text) && text == "secret://" + FieldValues.Secret ? JsonValue.Create("secret://" + secret(f.Key)) : f.Value),
        };
    }

    /// <summary>What the members of the grid ask for their model.</summary>
    public ProviderSpec Provider => _provider.Value;

    /// <summary>The least channel that the adapter takes, or null when it takes none of the type.</summary>
    private ChannelSpec? Least(out string? lacks)
    {
        lacks = null;
        string? asked = null;
        foreach (var need in type.Needs.Prepend([]))
        {
            // One user rather than everybody: next to everybody other lists would have nothing to say.
            var channel = new ChannelSpec { Name = Name, Type = type.Name, AllowedUsers = [SomeUser] };
            channel = need.Aggregate(channel, (c, f) => With(c, ChannelTable.FindField(f)!, f, FieldValues.Of(ChannelTable.FindField(f)!, "sample-" + f).First().Node));
            var tried = new Dictionary<string, int>(StringComparer.Ordinal);
            for (var round = 0; round < MostRounds; round++)
            {
                var errors = Errors(channel);
                if (errors.Count == 0)
                {
                    return channel;
                }

                if (errors.FirstOrDefault(e => e.Path == At) is { } whole)
                {
                    lacks = $"{whole.What}: {whole.Why}";
                    break;
                }

                if (errors.Any(e => e.Path == At + ".allowed_users") && channel.AllowedUsers is [var user])
                {
                    channel = channel with { AllowedUsers = user == SomeUser ? ["*"] : null };
                    continue;
                }

                var field = errors[0].Path.StartsWith(At + ".", StringComparison.Ordinal) ? errors[0].Path[(At.Length + 1)..] : throw Fault($"{errors[0].Path} is refused, which is no part of the channel");
                if (ChannelTable.FindField(field) is not { } key || (!key.Types.IsEmpty && !key.Types.Contains(type.Name)))
                {
                    asked = field;
                    break;
                }

                var values = FieldValues.Of(key, "sample-" + field).ToList();
                var next = tried[field] = tried.GetValueOrDefault(field, need.Contains(field) ? 1 : 0) + 1;
                channel = next <= values.Count ? With(channel, key, field, values[next - 1].Node) : channel with { Fields = channel.Fields.Remove(field) };
                if (next > values.Count + 1)
                {
                    break;
                }
            }
        }

        return lacks is null ? throw Fault("no set of fields makes it work" + (asked is null ? "" : $"; it asks for {asked}, which the table does not know")) : null;
    }

    private FieldCell Field(SchemaKey key, ChannelSpec least)
    {
        FieldCell? refused = null;
        foreach (var written in new[] { key.Name, Camel(key.Name) }.Distinct())
        {
            var cell = Field(key, written, least);
            if (cell.Refused is null)
            {
                return cell;
            }

            refused ??= cell;
        }

        return refused!;
    }

    /// <summary>A field may have nothing to say next to a list of users and something next to everybody; what it says next to the list must not be lost next to everybody.</summary>
    private FieldCell Field(SchemaKey key, string written, ChannelSpec least)
    {
        var everybody = least with { AllowedUsers = ["*"] };
        var named = Field(key, written, least, isFirst: true);
        var all = key.Name != "allowed_users" && Errors(everybody).Count == 0 ? Field(key, written, everybody, isFirst: false) ?? throw Fault($"{written} is taken next to everybody and changes nothing") : null;
        return named ?? all ?? throw Fault($"{written} is taken and changes nothing");
    }

    /// <summary>Null when the field is taken and changes nothing.</summary>
    private FieldCell? Field(SchemaKey key, string written, ChannelSpec least, bool isFirst)
    {
        var name = ChannelTable.CanonicalName(type.Name, key, written);
        var absent = Rendered(WithoutField(least, key, name));
        var without = absent ?? Rendered(least)!;
        string? refused = null, warning = null;
        var (marked, lost) = (false, false);
        var effects = new HashSet<string>(StringComparer.Ordinal);
        foreach (var value in FieldValues.Of(key))
        {
            var taken = Candidates(least, name).Select(l => With(l, key, written, value.Node)).FirstOrDefault(c => Errors(c).Count == 0);
            if (taken is null)
            {
                var errors = Errors(With(least, key, written, value.Node));
                refused ??= errors.FirstOrDefault(e => e.Path == $"{At}.{name}" || e.Path == $"{At}.{key.Name}" || e.Path == At) is { } e
                    ? e.Why
                    : throw Fault($"{written} = {value.Node.ToJsonString()} is refused, but not by name: {string.Join("; ", errors.Select(f => $"{f.Path}: {f.What}"))}");
                continue;
            }

            var rendered = Rendered(taken)!;
            marked |= value.Mark is not null;
            if (value.Mark is { } mark && !rendered.Contains(mark, StringComparison.Ordinal))
            {
                lost = isFirst ? throw Fault($"{written} = {value.Node.ToJsonString()} is taken and not delivered") : true;
            }

            effects.Add(rendered);
            warning ??= adapter.Check(Member([taken])).FirstOrDefault(f => !f.IsError && f.Path == $"{At}.{name}")?.What;
        }

        // Where a runtime keeps nobody out, "everybody" is the one thing the list can say, and it must be said.
        var mustSayEverybody = key.Name == "allowed_users" && !marked && effects.Count == 1 && absent is null;
        return effects.Count == 0 ? new FieldCell(written, refused, null)
            : mustSayEverybody ? new FieldCell(written, null, "only `[\"*\"]`, and that must be said: the runtime has no list of users there")
            : lost || (!marked && effects.Count == 1 && effects.Contains(without)) ? null
            : new FieldCell(written, null, warning);
    }

    /// <summary>The channel as it is, then without one of its fields: the field under test may take the place of another.</summary>
    private static IEnumerable<ChannelSpec> Candidates(ChannelSpec least, string name) =>
        least.Fields.Keys.Where(f => f != name).Select(f => least with { Fields = least.Fields.Remove(f) }).Prepend(least);

    /// <summary>Whether two instances work on one member. When they do, both must be there; when not, one of them is refused by name.</summary>
    private bool Several(ChannelSpec least)
    {
        var pair = new[] { Instance(least, "one"), Instance(least, "two") };
        var errors = adapter.Check(Member(pair)).Where(f => f.IsError).ToList();
        if (errors.Count > 0)
        {
            return errors.All(e => e.Path.StartsWith("channels.one", StringComparison.Ordinal) || e.Path.StartsWith("channels.two", StringComparison.Ordinal)) ? false : throw Fault("two instances are refused, but not by name");
        }

        var rendered = Everything(adapter.Render(Member(pair), Input()));
        return least.Fields.Count == 0 || (rendered.Contains("of-one", StringComparison.Ordinal) && rendered.Contains("of-two", StringComparison.Ordinal)) ? true : throw Fault("of two instances one is lost");
    }

    private static ChannelSpec Instance(ChannelSpec least, string name) => least with
    {
        Name = name,
        Fields = least.Fields.ToImmutableSortedDictionary(f => f.Key, f => f.Value is JsonValue v && v.TryGetValue<string>(out var text)
            ? text.StartsWith("sample-", StringComparison.Ordinal) ? JsonValue.Create($"{text}-of-{name}") : SecretRef.TryParse(text, out _) ? JsonValue.Create($"secret://OF_{name.ToUpperInvariant()}_{f.Key.ToUpperInvariant()}") : f.Value
            : f.Value),
    };

    private ChannelSpec With(ChannelSpec channel, SchemaKey key, string written, JsonNode value) => key.Name switch
    {
        "allowed_users" => channel with { AllowedUsers = Texts(value) },
        "allowed_roles" => channel with { AllowedRoles = Texts(value) },
        "allowed_channels" => channel with { AllowedChannels = Texts(value) },
        "group_mode" => channel with { GroupMode = value.GetValue<string>() },
        _ => channel with { Fields = channel.Fields.SetItem(ChannelTable.CanonicalName(type.Name, key, written), value.DeepClone()) },
    };

    private static ChannelSpec WithoutField(ChannelSpec channel, SchemaKey key, string name) => key.Name switch
    {
        "allowed_users" => channel with { AllowedUsers = null },
        _ => channel with { Fields = channel.Fields.Remove(name) },
    };

    private List<SpecFault> Errors(ChannelSpec channel) => [.. adapter.Check(Member([channel])).Where(f => f.IsError)];

    private string? Rendered(ChannelSpec channel)
    {
        if (Errors(channel).Count > 0)
        {
            return null;
        }

        try
        {
            return Everything(adapter.Render(Member([channel]), Input()));
        }
        catch (RenderException e)
        {
            throw Fault($"what it takes cannot be rendered, {e.Message}");
        }
    }

    private MemberSpec Member(IEnumerable<ChannelSpec> channels) => new()
    {
        Fleet = "grid",
        Member = "grid",
        Runtime = adapter.Runtime,
        Port = adapter.DefaultPort,
        Provider = _provider.Value,
        Model = "some-model",
        ApiToken = "secret://API_TOKEN",
        Channels = [.. channels],
    };

    private RenderInput Input() => new(
        Catalogue.Find(adapter.Runtime)?.BakedDefault, s => s.Name == FieldValues.Secret ? FieldValues.SecretValue : $"{s.Name.ToLowerInvariant().Replace('_', '-')}-which-is-long-enough-for-any",
        new Dictionary<string, string>(), ContainerPaths.Default);

    private static string Everything(NativeLaunch launch) => string.Join('\n', [.. launch.Files.Select(f => f.Text), .. launch.Environment.Select(v => $"{v.Key}={v.Value}"), .. launch.Argv]);

    private static ImmutableArray<string> Texts(JsonNode value) => [.. value.AsArray().Select(i => i!.GetValue<string>())];

    private static string Camel(string name) => string.Concat(name.Split('_').Select((part, i) => i == 0 ? part : char.ToUpperInvariant(part[0]) + part[1..]));

    private GridException Fault(string what) => new($"{adapter.Runtime}, {type.Name}: {what}");
}
