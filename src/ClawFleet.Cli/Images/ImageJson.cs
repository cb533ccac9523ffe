using System.Text.Json;
using System.Text.Json.Serialization;
using ClawFleet.Cli.Presentation;

namespace ClawFleet.Cli.Images;

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ImageRow[]))]
[JsonSerializable(typeof(ImageResult[]))]
[JsonSerializable(typeof(ImageVerdictRow[]))]
[JsonSerializable(typeof(ImageIndexResult[]))]
internal sealed partial class ImageJson : JsonSerializerContext
{
    private static readonly ImageJson Readable = new(ReadableJson.Options());

    public static string Write(ImageRow[] rows) => JsonSerializer.Serialize(rows, Readable.ImageRowArray);

    public static string Write(ImageResult[] results) => JsonSerializer.Serialize(results, Readable.ImageResultArray);

    public static string Write(ImageIndexResult[] results) => JsonSerializer.Serialize(results, Readable.ImageIndexResultArray);

    public static string Write(ImageVerdictRow[] verdicts) => JsonSerializer.Serialize(verdicts, Readable.ImageVerdictRowArray);
}
