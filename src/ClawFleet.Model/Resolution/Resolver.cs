using System.Globalization;
using System.Text.Json.Nodes;
using ClawFleet.Model.Diagnostics;
using ClawFleet.Model.Environments;
using ClawFleet.Model.Parsing;
using ClawFleet.Model.Schema;

namespace ClawFleet.Model.Resolution;

/// <summary>A text after resolution.</summary>
/// <param name="Text">What goes into the spec: the text itself, or a secret reference.</param>
/// <param name="Value">The real value, for comparing; null when a variable is missing or follows later. Never printed.</param>
/// <param name="Span">Where it stands.</param>
internal sealed record Resolved(string Text, string? Value, SourceSpan Span)
{
    public override string ToString() => Text;
}

/// <summary>Replaces variables in the file's strings, keeps secrets out of the result, and lists every variable that is missing.</summary>
/// <param name="secretVariables">Variables that are secret because a secret field uses them.</param>
internal sealed class Resolver(VariableSet variables, SecretRegistry secrets, IReadOnlySet<string> secretVariables, DiagnosticBag faults)
{
    public VariableSet Variables => variables;

    public DiagnosticBag Faults => faults;

    public SecretRegistry Secrets => secrets;

    /// <summary>Whether a scalar below a key that sounds secret is one: a number or a word such as <c>true</c> is not.</summary>
    public static bool MayBeSecret(YamlScalar scalar) => !scalar.IsNull && scalar.Text.Length > 0 && !(scalar.IsPlain && CoreValue(scalar.Text) is not null);

    /// <summary>Text that is shown and hashed as it is. A secret in it is an error.</summary>
    /// <param name="needed">Whether a chosen member needs it: only then is a missing variable a fault.</param>
    public Resolved? Plain(YamlScalar scalar, string place, bool needed)
    {
        if (Parse(scalar) is not { } template)
        {
            return null;
        }

        if (SecretIn(template) is { } secret)
        {
            faults.Error(DiagnosticCodes.SecretInPlainPlace, scalar.Span, $"{place} takes the secret ${secret}", "this value is written into plans and container settings, where everybody can read it",
                "use a variable that holds no secret; if it holds none, give it a name without KEY, TOKEN, SECRET or PASS");
            return null;
        }

        return Expand(template, scalar, place, needed) is { } value ? new Resolved(value, value, scalar.Span) : null;
    }

    /// <summary>Text that is a secret whatever it looks like. An empty one counts as not written.</summary>
    /// <param name="derivedName">Name of the secret where the text gives none.</param>
    /// <param name="variable">Variable to propose in place of a literal.</param>
    /// <param name="literalIsFine">It is kept like a secret and need not be one: no warning when it stands in the file.</param>
    public Resolved? Secret(YamlScalar scalar, string place, string derivedName, string variable, bool needed, bool literalIsFine = false)
    {
        if (Parse(scalar) is not { } template)
        {
            return null;
        }

        if (template.IsLiteral)
        {
            var literal = template.Expand(variables).Value;
            if (literal.Length == 0)
            {
                return null;
            }

            if (!literalIsFine)
            {
                faults.Warning(DiagnosticCodes.LiteralSecret, scalar.Span, $"the secret {place} stands in the file itself", "whoever reads the file or its history has it",
                    $"write `${variable}` here and `{variable}=…` in .env");
            }

            return new Resolved(secrets.Literal(place, literal, derivedName), literal, scalar.Span);
        }

        var value = Expand(template, scalar, place, needed && !variables.SecretsFollow);
        if (needed && value is { Length: 0 })
        {
            faults.Error(DiagnosticCodes.EmptyVariable, scalar.Span, $"{place} is empty: {string.Join(", ", template.Variables.Distinct().Select(Where))}", "an empty secret is none", "give the variable a value");
        }

        return Reference(template, scalar, place, derivedName, variable, value, hide: template.HasText || template.HasDefaultText);
    }

    /// <summary>Text that may hold a secret: a reference when it does, else the text.</summary>
    public Resolved? Either(YamlScalar scalar, string place, string derivedName, bool needed)
    {
        if (Parse(scalar) is not { } template)
        {
            return null;
        }

        var secret = SecretIn(template);
        var value = Expand(template, scalar, place, needed && !(secret is not null && variables.SecretsFollow));
        return secret is not null
            ? Reference(template, scalar, place, derivedName, secret, value, hide: template.HasDefaultText)
            : value is null ? null : new Resolved(value, value, scalar.Span);
    }

    /// <summary>A tree of native keys. Unquoted numbers, <c>true</c>, <c>false</c> and <c>null</c> keep their kind, after variables too; values below a key that sounds secret are secrets.</summary>
    public JsonNode? Tree(YamlNode node, string place, string derivedName, bool needed, bool secretKey = false)
    {
        switch (node)
        {
            case YamlMapping map:
                var fields = new JsonObject();
                foreach (var entry in map.Entries)
                {
                    var key = entry.Key.Text;
                    fields[key] = Tree(entry.Value, $"{place}.{key}", $"{derivedName}_{SecretRegistry.Upper(key)}", needed, SecretNames.SoundsSecret(key));
                }

                return fields;
            case YamlSequence list:
                var items = new JsonArray();
                for (var i = 0; i < list.Items.Length; i++)
                {
                    var index = i.ToString(CultureInfo.InvariantCulture);
                    items.Add(Tree(list.Items[i], $"{place}.{index}", $"{derivedName}_{index}", needed, secretKey));
                }

                return items;
            case YamlScalar { IsNull: true }:
                return null;
            case YamlScalar scalar when secretKey && MayBeSecret(scalar):
                return Secret(scalar, place, derivedName, derivedName, needed) is { } secret ? JsonValue.Create(secret.Text) : JsonValue.Create("");
            case YamlScalar scalar:
                if (Either(scalar, place, derivedName, needed) is not { } text)
                {
                    return JsonValue.Create("");
                }

                return scalar.IsPlain && text.Text == text.Value && CoreValue(text.Text) is { } typed ? typed : JsonValue.Create(text.Text);
            default:
                return null;
        }
    }

    /// <summary>A text of YAML's core schema that is no string: a number or a truth value.</summary>
    /// <remarks>Numbers are parsed by the JSON reader, so that they can be read as any kind of number, like those of a spec that came over the wire.</remarks>
    private static JsonNode? CoreValue(string text) => text switch
    {
        "true" or "True" or "TRUE" => JsonValue.Create(true),
        "false" or "False" or "FALSE" => JsonValue.Create(false),
        [] => null,
        _ when !(char.IsAsciiDigit(text[^1]) || text[^1] == '.') || !(char.IsAsciiDigit(text[0]) || text[0] is '-' or '+' or '.') => null,
        _ when text.Length > 1 && text[0] == '0' && char.IsAsciiDigit(text[1]) => null,
        _ when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) => JsonNode.Parse(whole.ToString(CultureInfo.InvariantCulture)),
        _ when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) => JsonNode.Parse(number.ToString("R", CultureInfo.InvariantCulture)),
        _ => null,
    };

    /// <param name="hide">The text itself holds a part of the secret: then the plan names its place only, and the document keeps the value.</param>
    private Resolved Reference(Template template, YamlScalar scalar, string place, string derivedName, string variable, string? value, bool hide)
    {
        if (template.HasDefaultText)
        {
            faults.Warning(DiagnosticCodes.LiteralSecret, scalar.Span, $"a default of the secret {place} stands in the file itself", "whoever reads the file or its history has it",
                $"write `${{{template.Variables.FirstOrDefault() ?? variable}}}` here and the value in .env");
        }

        return new Resolved(
            hide ? secrets.Literal(place, value, derivedName) : secrets.Expression(scalar.Text, template.WholeVariable, derivedName), value, scalar.Span);
    }

    private Template? Parse(YamlScalar scalar)
    {
        if (Template.TryParse(scalar.Text, out var template, out var fault))
        {
            return template;
        }

        var column = scalar.Span.Column + (scalar.IsPlain ? 0 : 1) + fault.Index;
        var exact = scalar.LastLine == scalar.Span.Line;
        faults.Error(DiagnosticCodes.BadReference, exact ? scalar.Span with { Column = column, Length = 1 } : scalar.Span, fault.What,
            "a variable is written $NAME, ${NAME} or ${NAME:-default}", "mend the name, or write `$$` for a plain dollar sign");
        return null;
    }

    private string? SecretIn(Template template)
        => template.IsLiteral ? null : template.Variables.FirstOrDefault(v => secretVariables.Contains(v) || SecretNames.LooksSecret(v));

    private string? Expand(Template template, YamlScalar scalar, string place, bool needed)
    {
        var (value, missing) = template.Expand(variables);
        if (missing.IsEmpty)
        {
            return value;
        }

        if (needed)
        {
            foreach (var name in missing)
            {
                var near = Suggestion.For(name, variables.Names.Order(StringComparer.Ordinal));
                faults.Error(DiagnosticCodes.MissingVariable, scalar.Span, $"the variable {name} is not set", $"{place} needs it",
                    near is null ? $"put `{name}=…` into .env beside the file, or export it" : $"did you mean {near}? Otherwise put `{name}=…` into .env beside the file");
            }
        }

        return null;
    }

    private string Where(string name) => $"{name} (from {variables.SourceOf(name) ?? "nowhere"})";
}
