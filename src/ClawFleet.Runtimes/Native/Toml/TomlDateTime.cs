using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace ClawFleet.Runtimes.Native;

/// <summary>A TOML date, time or date-time, kept as its text. In a tree it is a value of its own, so that writing TOML gives a date again, not a string.</summary>
/// <param name="Text">As in the file, such as <c>1979-05-27T07:32:00Z</c>.</param>
[JsonConverter(typeof(TomlDateTimeConverter))]
public readonly record struct TomlDateTime(string Text)
{
    public JsonValue ToNode() => JsonValue.Create(this, TomlDateTimeJson.Default.TomlDateTime)!;
}

/// <summary>In JSON a TOML date is its text.</summary>
internal sealed class TomlDateTimeConverter : JsonConverter<TomlDateTime>
{
    public override TomlDateTime Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetString()!);

    public override void Write(Utf8JsonWriter writer, TomlDateTime value, JsonSerializerOptions options) => writer.WriteStringValue(value.Text);
}

[JsonSerializable(typeof(TomlDateTime))]
internal sealed partial class TomlDateTimeJson : JsonSerializerContext;
