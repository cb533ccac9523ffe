using System.Text.Json;
using System.Text.Json.Serialization;
using ClawFleet.Cli.Presentation;

namespace ClawFleet.Cli.Runtimes;

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(RuntimeRow[]))]
internal sealed partial class RuntimeJson : JsonSerializerContext
{
    private static readonly RuntimeJson Readable = new(ReadableJson.Options());

    public static string Write(RuntimeRow[] rows) => JsonSerializer.Serialize(rows, Readable.RuntimeRowArray);
}
