using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ClawFleet.Engine.Wire;

/// <summary>
/// A moment as RFC 3339 text (up to nanoseconds) or as seconds since 1970; which of the two depends on the engine and the call. Read as text either
/// way: a value type here would have the JSON reader compiled for it at every start.
/// </summary>
internal sealed class WireTime : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Number ? reader.GetInt64().ToString(CultureInfo.InvariantCulture) : reader.GetString();

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);

    /// <summary>Null for what is no time and for the engine's zero time (<c>0001-01-01T00:00:00Z</c>).</summary>
    public static DateTimeOffset? Parse(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return null;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            return DateTimeOffset.FromUnixTimeSeconds(seconds);
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) && time.Year > 1 ? time : null;
    }
}
