using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ClawFleet.Runtimes.Native;

/// <summary>JSON as runtimes read it: written indented and readable, read with comments and trailing commas.</summary>
public static class NativeJson
{
    /// <summary>Reads a JSON object; comments and trailing commas are allowed.</summary>
    /// <exception cref="FormatException">Not a JSON object; the message names the line.</exception>
    public static JsonObject ReadObject(string text)
    {
        try
        {
            var options = new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
            return JsonNode.Parse(text, documentOptions: options) as JsonObject ?? throw new FormatException("line 1: not a JSON object");
        }
        catch (JsonException e)
        {
            throw new FormatException($"line {(e.LineNumber ?? 0) + 1}: not JSON", e);
        }
    }

    /// <summary>Writes <paramref name="node"/>; the same tree gives the same bytes. Indented text ends with a line feed.</summary>
    public static string Write(JsonNode? node, bool indented = true)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var options = new JsonWriterOptions { Indented = indented, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, NewLine = "\n" };
        using (var writer = new Utf8JsonWriter(buffer, options))
        {
            if (node is null)
            {
                writer.WriteNullValue();
            }
            else
            {
                node.WriteTo(writer);
            }
        }

        var text = Encoding.UTF8.GetString(buffer.WrittenSpan);
        return indented ? text + "\n" : text;
    }
}
