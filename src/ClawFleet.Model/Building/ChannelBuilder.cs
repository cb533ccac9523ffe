using System.Collections.Immutable;
using System.Text.Json.Nodes;
using ClawFleet.Model.Diagnostics;
using ClawFleet.Model.Parsing;
using ClawFleet.Model.Resolution;
using ClawFleet.Model.Schema;
using ClawFleet.Runtimes;

namespace ClawFleet.Model.Building;

/// <summary>Channel instances: their type, fields, credentials and allow-lists.</summary>
internal sealed class ChannelBuilder(Resolver resolver)
{
    private static readonly string[] Tokens = ["token", "bot_token", "app_token", "channel_access_token"];

    /// <summary>Reads names and types; fields wait until their member is known.</summary>
    public static ImmutableArray<ChannelEntry> Declare(YamlMapping? channels, Resolver resolver)
    {
        var entries = ImmutableArray.CreateBuilder<ChannelEntry>();
        foreach (var entry in channels?.Entries ?? [])
        {
            if (entry.Value is not YamlMapping && !entry.Value.IsNull)
            {
                // The wrong kind was reported; what it would lack is no second fault.
                entries.Add(new ChannelEntry(entry.Key.Text, null, new YamlMapping(entry.Value.Span, null, []), entry.Key.Span));
                continue;
            }

            var map = entry.Value as YamlMapping ?? new YamlMapping(entry.Value.Span, null, []);
            entries.Add(new ChannelEntry(entry.Key.Text, TypeOf(entry, map, resolver), map, entry.Key.Span));
        }

        return entries.ToImmutable();
    }

    /// <param name="derivedPrefix">Start of derived secret names: the member's name in upper case.</param>
    /// <param name="needed">Whether its member was chosen.</param>
    public BuiltChannel? Build(ChannelEntry entry, string derivedPrefix, bool needed)
    {
        if (entry.Type is not { } type)
        {
            return null;
        }

        var map = new MapReader(entry.Map, $"channels.{entry.Name}", resolver, needed);
        var prefix = $"{derivedPrefix}_CHANNEL_{SecretRegistry.Upper(entry.Name)}";
        var fields = ImmutableSortedDictionary.CreateBuilder<string, JsonNode?>(StringComparer.Ordinal);
        var values = new Dictionary<string, (Resolved Text, string Written)>(StringComparer.Ordinal);
        var writtenAs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in entry.Map.Entries)
        {
            if (ChannelTable.FindField(key.Text) is not { } field || value.IsNull || field.Name is "type" or "allowed_users" or "allowed_roles" or "allowed_channels" or "group_mode")
            {
                continue;
            }

            if (field.Name == "proxy" && IsTheProxy(map, type, key, value))
            {
                continue;
            }

            var name = ChannelTable.CanonicalName(type.Name, field, key.Text);
            if (!writtenAs.TryAdd(name, key.Text))
            {
                map.Error(DiagnosticCodes.TwoNamesForOne, key.Span, $"`{writtenAs[name]}` and `{key.Text}` say the same thing", "only one of them can hold", "remove one of the two");
                continue;
            }

            var derived = $"{prefix}_{SecretRegistry.Upper(name)}";
            if (field.Secret)
            {
                if (map.Secret(key.Text, derived, Variable(entry, type, name)) is { } secret)
                {
                    fields[name] = JsonValue.Create(secret.Text);
                    values[name] = (secret, key.Text);
                }
            }
            else if (field.Shapes.HasFlag(Shape.Text))
            {
                if (map.Either(key.Text, derived) is { Text.Length: > 0 } text)
                {
                    fields[name] = JsonValue.Create(text.Text);
                    values[name] = (text, key.Text);
                }
            }
            else
            {
                fields[name] = resolver.Tree(value, map.Place(key.Text), derived, needed, SecretNames.SoundsSecret(key.Text));
            }
        }

        Complete(entry, type, map, fields, values, prefix);
        return new BuiltChannel(
            entry,
            new ChannelSpec
            {
                Name = entry.Name,
                Type = type.Name,
                Fields = fields.ToImmutable(),
                AllowedUsers = Texts(map, "allowed_users"),
                AllowedRoles = Texts(map, "allowed_roles"),
                AllowedChannels = Texts(map, "allowed_channels"),
                GroupMode = map.Plain("group_mode")?.Text,
            },
            [.. values.Where(v => v.Value.Text.Value is { Length: > 0 }).Select(v => Unique(type, v.Key, v.Value.Text, v.Value.Written)).OfType<Credential>()]);
    }

    /// <summary>Takes what a type needs and the file leaves out from the well-known variables.</summary>
    private void Complete(
        ChannelEntry entry, ChannelType type, MapReader map, ImmutableSortedDictionary<string, JsonNode?>.Builder fields, Dictionary<string, (Resolved Text, string Written)> values, string prefix)
    {
        // A field that is written and could not be resolved has had its own message.
        if (type.Needs.Length == 0 || !map.Needed || type.Needs.Any(n => n.All(f => fields.ContainsKey(f) || IsWritten(entry, type, f))))
        {
            return;
        }

        bool IsSet(string field) => resolver.Variables.Find(ChannelTable.VariableFor(type.Name, field)) is { Value.Length: > 0 };
        bool Follows(string field) => resolver.Variables.SecretsFollow && IsSecret(field);
        // Ask for the set that the file has begun, else for the first one.
        var wanted = type.Needs.MaxBy(n => n.Count(f => fields.ContainsKey(f)))!;
        if ((type.Needs.FirstOrDefault(n => n.All(f => fields.ContainsKey(f) || IsSet(f))) ?? (wanted.All(f => fields.ContainsKey(f) || IsSet(f) || Follows(f)) ? wanted : null)) is { } complete)
        {
            foreach (var field in complete.Where(f => !fields.ContainsKey(f)))
            {
                var variable = ChannelTable.VariableFor(type.Name, field);
                var value = resolver.Variables.Find(variable)?.Value;
                var text = IsSecret(field) ? resolver.Secrets.Expression("$" + variable, variable, $"{prefix}_{SecretRegistry.Upper(field)}") : value!;
                fields[field] = JsonValue.Create(text);
                values[field] = (new Resolved(text, value, entry.Span), field);
            }

            return;
        }

        var missing = wanted.Where(f => !fields.ContainsKey(f)).ToList();
        var others = type.Needs.Length == 1 ? "" : ", or use " + string.Join(", or ", type.Needs.Where(n => n != wanted).Select(n => string.Join(" with ", n.Select(f => $"`{f}`"))));
        map.Error(DiagnosticCodes.MissingCredential, entry.Span, $"the {type.Name} channel `{entry.Name}` has no {string.Join(" and no ", missing.Select(f => $"`{f}`"))}",
            $"{type.Name} cannot log in without it",
            $"write {string.Join(" and ", missing.Select(f => $"`{f}: ${Variable(entry, type, f)}`"))}, or set {string.Join(" and ", missing.Select(f => ChannelTable.VariableFor(type.Name, f)))}{others}");
    }

    private static bool IsSecret(string field) => ChannelTable.FindField(field) is { Secret: true };

    /// <summary>Whether <c>proxy:</c> means the channel proxy, or can mean nothing here. A URL is a field of the types that have one.</summary>
    private static bool IsTheProxy(MapReader map, ChannelType type, YamlScalar key, YamlNode value)
    {
        if (value is YamlScalar { IsPlain: true, Text: "true" or "True" or "TRUE" or "false" or "False" or "FALSE" } flag)
        {
            if (flag.Text[0] is 't' or 'T')
            {
                map.Error(DiagnosticCodes.NotSupported, key.Span, "`proxy: true` is not there yet", "the channel proxy, which is to carry a channel to a runtime that lacks it, is not built",
                    "remove it, and give the channel to a runtime that has it: docs/channels.md lists them");
            }

            return true;
        }

        if (type.Name is "telegram" or "discord")
        {
            return false;
        }

        map.Error(DiagnosticCodes.MisplacedKey, key.Span, $"a {type.Name} channel has no proxy URL", "it is a field of telegram, discord", "remove it; a native key of the runtime goes below `config:`");
        return true;
    }

    private static bool IsWritten(ChannelEntry entry, ChannelType type, string field)
        => entry.Map.Entries.Any(e => !e.Value.IsNull && e.Value is not YamlScalar { Text: "" } && ChannelTable.FindField(e.Key.Text) is { } known && ChannelTable.CanonicalName(type.Name, known, e.Key.Text) == field);

    private static ChannelType? TypeOf(YamlEntry entry, YamlMapping map, Resolver resolver)
    {
        var reader = new MapReader(map, $"channels.{entry.Key.Text}", resolver, needed: true);
        if (reader.Plain("type") is { } written)
        {
            var type = ChannelTable.FindType(written.Text);
            if (type is null)
            {
                var near = Suggestion.For(written.Text, ChannelTable.Types.Select(t => t.Name));
                reader.Error(DiagnosticCodes.UnknownWord, written.Span, $"there is no channel type `{written.Text}`", null,
                    near is null ? $"use one of {string.Join(", ", ChannelTable.Types.Select(t => t.Name))}" : $"did you mean `{near}`?");
            }

            return type;
        }

        if (reader.Scalar("type") is not null)
        {
            return null;
        }

        var inferred = ChannelTable.FindType(entry.Key.Text);
        if (inferred is null)
        {
            var near = Suggestion.For(entry.Key.Text, ChannelTable.Types.Select(t => t.Name));
            reader.Error(DiagnosticCodes.UntypedChannel, entry.Key.Span, $"the channel `{entry.Key.Text}` has no `type`, and its name is not a type", null,
                near is null ? "add `type: telegram`, or whatever it is" : $"add `type: {near}`");
        }

        return inferred;
    }

    private static string Variable(ChannelEntry entry, ChannelType type, string field)
        => entry.Name == type.Name ? ChannelTable.VariableFor(type.Name, field) : $"{SecretRegistry.Upper(entry.Name)}_{SecretRegistry.Upper(field)}";

    private static Credential? Unique(ChannelType type, string field, Resolved text, string written) => field switch
    {
        _ when Tokens.Contains(field) => new("token", written, text.Value!, text.Span),
        "private_key" or "robot_webhook_url" or "service_account" => new("token", written, text.Value!, text.Span),
        "phone_number_id" => new($"{type.Family} number", written, text.Value!, text.Span),
        "username" when type.Name == "email" => new("mailbox", written, text.Value!, text.Span),
        // One number may be written in several ways; what has no digit is no number.
        "phone" or "account" or "pair_phone" => new($"{type.Family} phone", written, string.Concat(text.Value!.Where(char.IsAsciiDigit)) is { Length: > 0 } digits ? digits : text.Value!, text.Span),
        "app_id" or "client_id" or "uin" => new($"{type.Family} app", written, text.Value!, text.Span),
        "app_secret" or "client_secret" => new("secret", written, text.Value!, text.Span),
        _ => null,
    };

    private static ImmutableArray<string>? Texts(MapReader map, string key) => map.List(key) is { } list ? [.. list.Select(t => t.Text)] : map.Entry(key) is null ? null : [];
}
