using System.Text.Json;
using System.Text.Json.Serialization;
using ClawFleet.Cli.Presentation;

namespace ClawFleet.Cli.Channels;

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ChannelRow[]))]
[JsonSerializable(typeof(SupportRow[]))]
internal sealed partial class ChannelJson : JsonSerializerContext
{
    private static readonly ChannelJson Readable = new(ReadableJson.Options());

    public static string Write(ChannelRow[] rows) => JsonSerializer.Serialize(rows, Readable.ChannelRowArray);

    public static string Write(SupportRow[] rows) => JsonSerializer.Serialize(rows, Readable.SupportRowArray);
}
