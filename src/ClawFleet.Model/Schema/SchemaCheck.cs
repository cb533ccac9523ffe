using ClawFleet.Model.Diagnostics;
using ClawFleet.Model.Environments;
using ClawFleet.Model.Parsing;
using ClawFleet.Model.Resolution;

namespace ClawFleet.Model.Schema;

/// <summary>Holds the whole tree against the table: unknown keys, wrong kinds. On the way it learns where secrets stand and which variables are used as one.</summary>
internal sealed class SchemaCheck(DiagnosticBag faults, SecretMask mask)
{
    private readonly HashSet<string> _secretVariables = new(StringComparer.Ordinal);

    /// <summary>Variables that a secret field refers to; they are secret wherever else they stand.</summary>
    public IReadOnlySet<string> SecretVariables => _secretVariables;

    public void Check(YamlMapping root) => CheckMap(root, SchemaScope.Fleet, null);

    private void CheckMap(YamlMapping map, SchemaScope scope, ChannelType? channel)
    {
        NoTag(map);
        foreach (var entry in map.Entries)
        {
            var key = scope == SchemaScope.Channel ? ChannelTable.FindField(entry.Key.Text) : SchemaTable.Find(scope, entry.Key.Text);
            if (key is null && scope == SchemaScope.Fleet && entry.Key.Text.StartsWith("x-", StringComparison.Ordinal))
            {
                // A place for anchors, as in compose files.
                continue;
            }

            if (key is null)
            {
                Unknown(entry, scope, channel);
                continue;
            }

            if (channel is not null && !key.Types.IsEmpty && !key.Types.Contains(channel.Name))
            {
                faults.Error(DiagnosticCodes.MisplacedKey, entry.Key.Span, $"a {channel.Name} channel has no `{entry.Key.Text}`",
                    $"it is a field of {string.Join(", ", key.Types)}", "remove it; a native key of the runtime goes below `config:`");
            }

            CheckValue(entry, key);
        }
    }

    private void CheckValue(YamlEntry entry, SchemaKey key)
    {
        var (name, value) = (entry.Key.Text, entry.Value);
        if (value is YamlScalar { IsNull: true })
        {
            // A map or list whose entries are all commented out is an empty one; a word that is not there is a slip.
            if ((key.Shapes & (Shape.Object | Shape.ObjectMap | Shape.ObjectList | Shape.TextMap | Shape.Tree | Shape.TextList | Shape.Any)) == 0)
            {
                faults.Error(DiagnosticCodes.WrongKind, entry.Key.Span, $"`{name}` has no value", null, $"write one, or remove `{name}:`");
            }

            return;
        }

        switch (value)
        {
            case YamlMapping map when key.Shapes.HasFlag(Shape.Object):
                CheckMap(map, key.Child!.Value, null);
                break;
            case YamlMapping map when key.Shapes.HasFlag(Shape.ObjectMap):
                NoTag(map);
                foreach (var item in map.Entries)
                {
                    CheckItem(item.Value, $"{name}.{item.Key.Text}", key.Child!.Value, item.Key.Text);
                }

                break;
            case YamlSequence list when key.Shapes.HasFlag(Shape.ObjectList):
                NoTag(list);
                foreach (var item in list.Items)
                {
                    CheckItem(item, $"an item of {name}", key.Child!.Value, null);
                }

                break;
            case YamlMapping or YamlSequence when key.Shapes.HasFlag(Shape.Any):
            case YamlMapping when (key.Shapes & (Shape.Tree | Shape.TextMap)) != 0:
                CheckTree(value, textOnly: key.Shapes.HasFlag(Shape.TextMap), name, headers: key.Secret);
                break;
            case YamlSequence list when key.Shapes.HasFlag(Shape.TextList):
                NoTag(list);
                foreach (var item in list.Items)
                {
                    if (item is not YamlScalar { IsNull: false })
                    {
                        faults.Error(DiagnosticCodes.WrongKind, item.Span, $"an item of `{name}` must be text, and this is {item.Noun}", null, "write a word");
                    }
                }

                break;
            case YamlScalar scalar when (key.Shapes & (Shape.Text | Shape.Integer | Shape.Number | Shape.Flag | Shape.Any)) != 0:
                if (!(key.Name == "type" && scalar.Tag == "!custom"))
                {
                    NoTag(scalar);
                }

                Learn(scalar, key.Secret);
                break;
            default:
                if (value is YamlScalar slip && (key.Secret || SecretNames.SoundsSecret(name)))
                {
                    mask.Hide(slip);
                }

                faults.Error(DiagnosticCodes.WrongKind, value.Span, $"`{name}` must be {Nouns(key.Shapes)}, and this is {value.Noun}", null, Example(name, key));
                break;
        }
    }

    private void CheckItem(YamlNode item, string place, SchemaScope scope, string? instance)
    {
        switch (item)
        {
            case YamlMapping map:
                CheckMap(map, scope, scope == SchemaScope.Channel ? TypeOf(map, instance!) : null);
                break;
            case { IsNull: true } when instance is not null:
                break;
            default:
                if (item is YamlScalar scalar && instance is not null)
                {
                    mask.Hide(scalar);
                }

                faults.Error(DiagnosticCodes.WrongKind, item.Span, $"{place} must be a map, and this is {item.Noun}", null,
                    instance is null ? "write `- name: …` with its keys below" : "put its keys below it, indented");
                break;
        }
    }

    private static ChannelType? TypeOf(YamlMapping map, string instance)
        => ChannelTable.FindType(map.Find("type")?.Value is YamlScalar written ? written.Text : instance);

    /// <param name="headers">A map of a request's headers, whose names speak otherwise of secrets than keys do.</param>
    private void CheckTree(YamlNode node, bool textOnly, string key, bool headers = false)
    {
        NoTag(node);
        switch (node)
        {
            case YamlMapping map:
                foreach (var entry in map.Entries)
                {
                    if (textOnly && entry.Value is not YamlScalar)
                    {
                        faults.Error(DiagnosticCodes.WrongKind, entry.Value.Span, $"`{entry.Key.Text}` must be text, and this is {entry.Value.Noun}", null, "write a word");
                    }
                    else
                    {
                        CheckTree(entry.Value, textOnly, entry.Key.Text, headers);
                    }
                }

                break;
            case YamlSequence list:
                foreach (var item in list.Items)
                {
                    CheckTree(item, textOnly, key, headers);
                }

                break;
            case YamlScalar scalar:
                Learn(scalar, headers ? SecretNames.HeaderSoundsSecret(key) : SecretNames.SoundsSecret(key) && Resolver.MayBeSecret(scalar));
                break;
        }
    }

    private void Learn(YamlScalar scalar, bool secret)
    {
        if (scalar.Text.Contains('@', StringComparison.Ordinal) && Uri.TryCreate(scalar.Text, UriKind.Absolute, out var url) && url.UserInfo.Contains(':'))
        {
            // A name and a password in an address.
            mask.Hide(scalar);
        }

        if (!secret || !Template.TryParse(scalar.Text, out var template, out _))
        {
            if (secret)
            {
                mask.Hide(scalar);
            }

            return;
        }

        _secretVariables.UnionWith(template.Variables);
        if (template.WholeVariable is null)
        {
            mask.Hide(scalar);
        }
    }

    private void Unknown(YamlEntry entry, SchemaScope scope, ChannelType? channel)
    {
        var key = entry.Key;
        var known = SchemaTable.Of(scope).Where(k => channel is null || k.Types.IsEmpty || k.Types.Contains(channel.Name)).Select(k => k.Name).ToList();
        var near = Suggestion.For(key.Text, known);
        if (entry.Value is YamlScalar value
            && (scope is SchemaScope.Channel or SchemaScope.Provider or SchemaScope.Workspace || SecretNames.SoundsSecret(key.Text) || SecretNames.SoundsSecret(near ?? "")))
        {
            // What a misspelt `tokn:` holds must not be shown.
            mask.Hide(value);
        }

        var where = scope switch
        {
            SchemaScope.Fleet => "at the top of the file",
            SchemaScope.Member => "in a member",
            SchemaScope.Channel => "in a channel",
            SchemaScope.Provider => "in a provider",
            _ => "in " + scope.ToString().ToLowerInvariant(),
        };
        faults.Error(DiagnosticCodes.UnknownKey, key.Span, $"unknown key `{key.Text}` {where}", "nothing would read it",
            near is not null ? $"did you mean `{near}`?"
            : scope == SchemaScope.Channel ? "remove it; a native key of the runtime goes below `config:`"
            : Elsewhere(key.Text, scope) ?? $"use one of {string.Join(", ", known)}");
    }

    private static string? Elsewhere(string key, SchemaScope here) => key switch
    {
        _ when here != SchemaScope.Channel && ChannelTable.FindField(key) is not null => "that key belongs in a channel, below `channels:`",
        _ when here != SchemaScope.Provider && SchemaTable.Find(SchemaScope.Provider, key) is not null => "that key belongs in a provider, below `providers:`",
        _ when here != SchemaScope.Member && SchemaTable.Find(SchemaScope.Member, key) is not null => "that key belongs in a member, below `runtimes:`",
        _ when here != SchemaScope.Fleet && SchemaTable.Find(SchemaScope.Fleet, key) is not null => "that key belongs at the top of the file",
        _ when here != SchemaScope.Resources && SchemaTable.Find(SchemaScope.Resources, key) is not null => "that key belongs in `resources:`",
        _ => null,
    };

    private void NoTag(YamlNode node)
    {
        if (node.Tag is { } tag && !tag.StartsWith("tag:yaml.org,2002:", StringComparison.Ordinal))
        {
            faults.Error(DiagnosticCodes.BadValue, node.Span, $"the tag `{tag}` means nothing here", "only a provider's type may have one, `!custom`", "remove the tag");
        }
    }

    private static string Nouns(Shape shapes)
    {
        List<string> nouns = [];
        void If(Shape shape, string noun)
        {
            if ((shapes & shape) != 0 && !nouns.Contains(noun))
            {
                nouns.Add(noun);
            }
        }

        If(Shape.Text, "text");
        If(Shape.Integer, "a whole number");
        If(Shape.Number, "a number");
        If(Shape.Flag, "`true` or `false`");
        If(Shape.TextList | Shape.ObjectList, "a list");
        If(Shape.Object | Shape.ObjectMap | Shape.TextMap | Shape.Tree, "a map");
        return string.Join(" or ", nouns);
    }

    private static string Example(string name, SchemaKey key) => key.Shapes switch
    {
        var s when s.HasFlag(Shape.TextList) => $"write `{name}: [a, b]`",
        var s when s.HasFlag(Shape.ObjectList) => $"begin each item with a hyphen: `- name: …`",
        var s when s.HasFlag(Shape.ObjectMap) => $"put the names below `{name}:`, indented, each with its keys",
        var s when (s & (Shape.Object | Shape.TextMap | Shape.Tree)) != 0 && (s & Shape.Text) == 0 => $"put the keys below `{name}:`, indented",
        _ => $"write `{name}: …` on one line",
    };
}
