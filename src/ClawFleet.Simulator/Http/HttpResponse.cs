using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ClawFleet.Simulator.Http;

/// <summary>One response, sent whole with its length.</summary>
internal sealed record HttpResponse(int Status, string ContentType, ReadOnlyMemory<byte> Body)
{
    // Letters as they are: the answer is JSON for a client, never part of a page.
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Further header lines, name and value.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>What becomes of the connection after status 101, which has no body: it is the handler's from then on. Null for every other response.</summary>
    public Func<Stream, CancellationToken, Task>? Takeover { get; init; }

    public static HttpResponse Json(int status, JsonNode body)
    {
        using var buffer = new MemoryStream(256);
        using (var writer = new Utf8JsonWriter(buffer, Readable)) body.WriteTo(writer);
        return new(status, "application/json", buffer.ToArray());
    }

    public static HttpResponse Text(int status, string body, string contentType = "text/plain; charset=utf-8") => new(status, contentType, Encoding.UTF8.GetBytes(body));

    public static HttpResponse Empty(int status) => new(status, "", ReadOnlyMemory<byte>.Empty);
}
