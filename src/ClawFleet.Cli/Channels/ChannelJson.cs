using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ClawFleet.Cli.Channels;

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ChannelRow[]))]
[JsonSerializable(typeof(SupportRow[]))]
internal sealed partial class ChannelJson : JsonSerializerContext
{
    private static readonly ChannelJson Readable = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    public static string Write(ChannelRow[] rows) => JsonSerializer.Serialize(rows, Readable.ChannelRowArray);

    public static string Write(SupportRow[] rows) => JsonSerializer.Serialize(rows, Readable.SupportRowArray);
}
