using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ClawFleet.Cli.Chats;

/// <summary>The line of <c>clawden chat --json</c>. Every key is always there.</summary>
/// <param name="Session">Name of the conversation, or null.</param>
/// <param name="Seconds">From the message to the whole answer.</param>
internal sealed record ChatLine(string Member, string Runtime, string Protocol, string? Session, string Reply, bool Simulated, double Seconds);

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ChatLine))]
internal sealed partial class ChatJson : JsonSerializerContext
{
    private static readonly ChatJson Readable = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    public static string Write(ChatLine line) => JsonSerializer.Serialize(line, Readable.ChatLine);
}
