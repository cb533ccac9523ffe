using System.Text.Json.Nodes;
using ClawFleet.Model.Schema;

namespace ClawFleet.Model.Tests.Channels;

/// <summary>A value to try, and the text that shows it has arrived; null for words and switches, whose effect shows it.</summary>
internal sealed record FieldValue(JsonNode Node, string? Mark);

/// <summary>Values that a field may take, the most telling first.</summary>
internal static class FieldValues
{
    public const string Mark = "mark-of-the-field";
    public const string Secret = "GRID";

    /// <summary>What the secret <see cref="Secret"/> holds.</summary>
    public const string SecretValue = "value-of-GRID";

    private static readonly string[] Words =
        ["mention", "open", "disabled", "allowlist", "pairing", "websocket", "webhook", "socket", "http", "feishu", "lark", "baileys", "cloud-api", "personal", "business", "partial", "off", "first", "all", "POST", "PUT"];

    private static readonly string[] Forms = ["https://mark.test/of/the/field", "+4711471147", "4711471147", "/mark/of/the/field", "@mark:field.test"];

    public static IEnumerable<FieldValue> Of(SchemaKey key, string mark = Mark)
    {
        if (key.Secret)
        {
            return [new(JsonValue.Create("secret://" + Secret), SecretValue)];
        }

        List<FieldValue> values = [];
        if (key.Shapes.HasFlag(Shape.Any))
        {
            values.Add(new(new JsonObject { ["mark"] = new JsonObject { ["token"] = mark } }, mark));
        }

        if ((key.Shapes & (Shape.Text | Shape.Any)) != 0)
        {
            values.Add(new(JsonValue.Create(mark), mark));
            values.AddRange(Forms.Select(f => new FieldValue(JsonValue.Create(f), f)));
            values.AddRange(Words.Select(w => new FieldValue(JsonValue.Create(w), null)));
            if (key.Shapes.HasFlag(Shape.Text))
            {
                values.Add(new(JsonValue.Create("secret://" + Secret), SecretValue));
            }
        }

        if ((key.Shapes & (Shape.Flag | Shape.Any)) != 0)
        {
            values.AddRange([new(JsonValue.Create(true), null), new(JsonValue.Create(false), null)]);
        }

        if ((key.Shapes & (Shape.Integer | Shape.Number | Shape.Any)) != 0)
        {
            values.Add(new(JsonValue.Create(4711L), "4711"));
        }

        if ((key.Shapes & (Shape.TextList | Shape.Any)) != 0)
        {
            values.AddRange([new(new JsonArray(mark), mark), new(new JsonArray("4711471147"), "4711471147"), new(new JsonArray("*"), null)]);
        }

        if (key.Shapes.HasFlag(Shape.Any))
        {
            values.Add(new(new JsonObject { ["mark"] = mark }, mark));
        }

        return values;
    }
}
