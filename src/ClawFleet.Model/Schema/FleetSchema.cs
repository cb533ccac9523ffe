using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ClawFleet.Model.Schema;

/// <summary>
/// Writes <c>clawden.schema.json</c> (JSON Schema 2020-12) from the table of keys, for editors. It knows kinds and words; what one
/// key means for another (one bot, one member) only ClawFleet itself checks.
/// </summary>
public static class FleetSchema
{
    /// <summary>Text that a variable may stand in: <c>$VAR</c> is good wherever a word or number is.</summary>
    private const string Reference = @"\$";
    private const string Name = "^[a-z0-9]+(-[a-z0-9]+)*$";

    /// <summary>The schema, indented, with a line end after it.</summary>
    public static string Write()
    {
        var buffer = new ArrayBufferWriter<byte>(64 * 1024);
        using (var w = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Indented = true, IndentSize = 2, NewLine = "\n" }))
        {
            w.WriteStartObject();
            w.WriteString("$schema", "https://json-schema.org/draft/2020-12/schema");
            w.WriteString("title", "clawden.yaml");
            w.WriteString("description", "A fleet of agent runtimes: which ones, the channels they answer on, the tools they need. Generated from ClawFleet's own table of keys.");
            Keys(w, SchemaScope.Fleet);
            w.WriteStartArray("oneOf");
            Required(w, "runtime");
            Required(w, "runtimes");
            w.WriteEndArray();
            w.WriteStartObject("$defs");
            foreach (var scope in Enum.GetValues<SchemaScope>().Where(s => s != SchemaScope.Fleet))
            {
                w.WriteStartObject(DefinitionOf(scope));
                Keys(w, scope);
                if (scope == SchemaScope.Member)
                {
                    w.WriteStartArray("required");
                    w.WriteStringValue("name");
                    w.WriteEndArray();
                }

                w.WriteEndObject();
            }

            w.WriteEndObject();
            w.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n";
    }

    private static void Keys(Utf8JsonWriter w, SchemaScope scope)
    {
        w.WriteString("type", "object");
        w.WriteStartObject("properties");
        foreach (var key in SchemaTable.Of(scope))
        {
            w.WriteStartObject(key.Name);
            w.WriteString("description", Help(key));
            Value(w, scope, key);
            w.WriteEndObject();

            // A channel's field may be written either way.
            if (scope == SchemaScope.Channel && Camel(key.Name) is var camel && camel != key.Name)
            {
                w.WriteStartObject(camel);
                w.WriteString("description", Help(key));
                Value(w, scope, key);
                w.WriteEndObject();
            }
        }

        w.WriteEndObject();
        if (scope == SchemaScope.Fleet)
        {
            w.WriteStartObject("patternProperties");
            w.WriteStartObject("^x-");
            w.WriteString("description", "A place for anchors.");
            w.WriteEndObject();
            w.WriteEndObject();
        }

        w.WriteBoolean("additionalProperties", false);
    }

    private static void Value(Utf8JsonWriter w, SchemaScope scope, SchemaKey key)
    {
        if (key.Shapes.HasFlag(Shape.Any))
        {
            return;
        }

        List<Action> alternatives = [];
        if (key.Shapes.HasFlag(Shape.Text))
        {
            alternatives.Add(() => Text(w, scope, key));
        }

        if ((key.Shapes & (Shape.Integer | Shape.Number)) != 0 && !key.Shapes.HasFlag(Shape.Text))
        {
            alternatives.Add(() => w.WriteString("type", key.Shapes.HasFlag(Shape.Number) ? "number" : "integer"));
            alternatives.Add(() => Referenced(w));
        }

        if (key.Shapes.HasFlag(Shape.Flag))
        {
            alternatives.Add(() => w.WriteString("type", "boolean"));
            alternatives.Add(() => Referenced(w));
        }

        if (key.Shapes.HasFlag(Shape.TextList))
        {
            alternatives.Add(() => List(w, () => Words(w, "string", "number", "boolean")));
        }

        if (key.Shapes.HasFlag(Shape.Object))
        {
            alternatives.Add(() => w.WriteString("$ref", Pointer(key)));
        }

        if (key.Shapes.HasFlag(Shape.ObjectList))
        {
            alternatives.Add(() => List(w, () => w.WriteString("$ref", Pointer(key))));
        }

        if (key.Shapes.HasFlag(Shape.ObjectMap))
        {
            alternatives.Add(() => Map(w, () => Any(w, [() => w.WriteString("$ref", Pointer(key)), () => w.WriteString("type", "null")])));
        }

        if (key.Shapes.HasFlag(Shape.TextMap))
        {
            alternatives.Add(() => Map(w, () => Words(w, "string", "number", "boolean", "null")));
        }

        if (key.Shapes.HasFlag(Shape.Tree))
        {
            alternatives.Add(() => w.WriteString("type", "object"));
        }

        Any(w, alternatives);
    }

    private static void Text(Utf8JsonWriter w, SchemaScope scope, SchemaKey key)
    {
        switch ((scope, key.Name))
        {
            case (SchemaScope.Fleet or SchemaScope.Member, "name"):
                w.WriteString("type", "string");
                w.WriteString("pattern", $"{Name}|{Reference}");
                w.WriteNumber("maxLength", Validation.FleetNames.MaxLength);
                break;
            case (SchemaScope.Fleet or SchemaScope.Member, "runtime"):
                Choice(w, RuntimeNames.Known);
                break;
            case (SchemaScope.Provider, "type"):
                Choice(w, ProviderTypes.All);
                break;
            case var _ when !key.Choices.IsEmpty:
                Choice(w, key.Choices);
                break;
            default:
                Words(w, "string", "number", "boolean");
                break;
        }
    }

    private static void Choice(Utf8JsonWriter w, IEnumerable<string> words) => Any(w,
    [
        () =>
        {
            w.WriteStartArray("enum");
            foreach (var word in words)
            {
                w.WriteStringValue(word);
            }

            w.WriteEndArray();
        },
        () => Referenced(w),
    ]);

    private static void Any(Utf8JsonWriter w, List<Action> alternatives)
    {
        if (alternatives is [var only])
        {
            only();
            return;
        }

        w.WriteStartArray("anyOf");
        foreach (var alternative in alternatives)
        {
            w.WriteStartObject();
            alternative();
            w.WriteEndObject();
        }

        w.WriteEndArray();
    }

    private static void Referenced(Utf8JsonWriter w)
    {
        w.WriteString("type", "string");
        w.WriteString("pattern", Reference);
    }

    private static void List(Utf8JsonWriter w, Action item)
    {
        w.WriteString("type", "array");
        w.WriteStartObject("items");
        item();
        w.WriteEndObject();
    }

    private static void Map(Utf8JsonWriter w, Action value)
    {
        w.WriteString("type", "object");
        w.WriteStartObject("additionalProperties");
        value();
        w.WriteEndObject();
    }

    private static void Words(Utf8JsonWriter w, params string[] types)
    {
        w.WriteStartArray("type");
        foreach (var type in types)
        {
            w.WriteStringValue(type);
        }

        w.WriteEndArray();
    }

    private static void Required(Utf8JsonWriter w, string key)
    {
        w.WriteStartObject();
        w.WriteStartArray("required");
        w.WriteStringValue(key);
        w.WriteEndArray();
        w.WriteEndObject();
    }

    private static string Help(SchemaKey key) => key.Types.IsEmpty ? key.Help : $"{key.Help} ({string.Join(", ", key.Types)})";

    private static string Pointer(SchemaKey key) => $"#/$defs/{DefinitionOf(key.Child!.Value)}";

    private static string DefinitionOf(SchemaScope scope) => Camel(scope.ToString());

    private static string Camel(string name)
        => string.Concat(name.Split('_').Select((part, i) => i == 0 ? char.ToLowerInvariant(part[0]) + part[1..] : char.ToUpperInvariant(part[0]) + part[1..]));
}
