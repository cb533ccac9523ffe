using System.Text.Encodings.Web;
using System.Text.Json;

namespace ClawFleet.Cli.Presentation;

/// <summary>How every <c>--json</c> that prints a list looks: indented, keys in camelCase, and text as it is, since this is no web page.</summary>
internal static class ReadableJson
{
    /// <summary>New each time: a source-generated context keeps its own.</summary>
    public static JsonSerializerOptions Options() => new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
