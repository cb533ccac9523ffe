using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ClawFleet.Cli.Runtimes;

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(RuntimeRow[]))]
internal sealed partial class RuntimeJson : JsonSerializerContext
{
    private static readonly RuntimeJson Readable = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    public static string Write(RuntimeRow[] rows) => JsonSerializer.Serialize(rows, Readable.RuntimeRowArray);
}
