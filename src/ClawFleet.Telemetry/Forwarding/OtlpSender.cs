using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using ClawFleet.Telemetry.Wire;

namespace ClawFleet.Telemetry.Forwarding;

/// <summary>Sends requests to one endpoint and understands its answers (opentelemetry-proto, docs/specification.md, "OTLP/HTTP Response").</summary>
internal sealed class OtlpSender : IDisposable
{
    private const string Protobuf = "application/x-protobuf";
    private const int LongestAnswer = 64 << 10;
    private const int LongestShown = 300;

    private readonly ForwardingEndpoint endpoint;
    private readonly IReadOnlyDictionary<string, string> headers;
    private readonly TimeProvider clock;
    private readonly HttpClient client;

    public OtlpSender(ForwardingEndpoint endpoint, IReadOnlyDictionary<string, string> headers, TimeSpan timeout, TimeProvider clock)
    {
        (this.endpoint, this.headers, this.clock) = (endpoint, headers, clock);
        // Another address might get the headers by a redirection; and no proxy knows this machine's own address.
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = !endpoint.Url.IsLoopback, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) };
        client = new HttpClient(handler) { Timeout = timeout };
    }

    public async Task<ForwardingAnswer> SendAsync(ForwardingRequest request, CancellationToken cancel)
    {
        try
        {
            using var message = Message(request);
            using var response = await client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancel).ConfigureAwait(false);
            var body = await ReadAsync(response.Content, cancel).ConfigureAwait(false);
            return Understand(response, body);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return new ForwardingAnswer(ForwardingOutcome.Later, string.Create(CultureInfo.InvariantCulture, $"no answer within {client.Timeout.TotalSeconds:0.#} s"));
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return new ForwardingAnswer(ForwardingOutcome.Later, Masked(e.GetBaseException().Message.TrimEnd('.')));
        }
    }

    public void Dispose() => client.Dispose();

    private HttpRequestMessage Message(ForwardingRequest request)
    {
        var content = new ByteArrayContent(request.Body);
        content.Headers.ContentType = new MediaTypeHeaderValue(Protobuf);
        content.Headers.ContentEncoding.Add("gzip");
        var message = new HttpRequestMessage(HttpMethod.Post, endpoint.Url) { Content = content };
        message.Headers.TryAddWithoutValidation("User-Agent", "ClawFleet");
        foreach (var (name, value) in headers)
        {
            message.Headers.Remove(name);
            message.Headers.TryAddWithoutValidation(name, value);
        }
        return message;
    }

    private static async Task<byte[]> ReadAsync(HttpContent content, CancellationToken cancel)
    {
        var from = await content.ReadAsStreamAsync(cancel).ConfigureAwait(false);
        var buffer = new byte[LongestAnswer];
        return buffer[..await from.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancel).ConfigureAwait(false)];
    }

    private ForwardingAnswer Understand(HttpResponseMessage response, byte[] body)
    {
        var status = (int)response.StatusCode;
        var kind = response.Content.Headers.ContentType?.MediaType;
        if (response.IsSuccessStatusCode)
        {
            var (rejected, why) = PartialSuccess(body, kind);
            return new ForwardingAnswer(ForwardingOutcome.Taken, string.IsNullOrEmpty(why) && rejected == 0 ? null : Shown(why), rejected);
        }
        var said = Shown(Fault(body, kind));
        var answer = string.Create(CultureInfo.InvariantCulture, $"it answers {status}{(said.Length > 0 ? $": {said}" : response.ReasonPhrase is { Length: > 0 } phrase ? $" ({phrase})" : "")}");
        return status is 408 or 429 or 502 or 503 or 504
            ? new ForwardingAnswer(ForwardingOutcome.Later, answer, After: RetryAfter(response.Headers.RetryAfter))
            : new ForwardingAnswer(ForwardingOutcome.Refused, answer);
    }

    private TimeSpan? RetryAfter(RetryConditionHeaderValue? header) =>
        header?.Delta ?? (header?.Date is { } date ? date - clock.GetUtcNow() : null);

    // Export*ServiceResponse { partial_success = 1 { rejected_* = 1, error_message = 2 } }
    private static (long Rejected, string Why) PartialSuccess(byte[] body, string? kind)
    {
        try
        {
            if (kind == "application/json")
                return PartialSuccessJson(body);
            var (rejected, why) = (0L, "");
            var reader = new ProtobufReader(body);
            while (kind == Protobuf && reader.ReadTag(out var field, out var wire))
            {
                if (field == 1 && wire == WireType.LengthDelimited)
                    (rejected, why) = NumberAndText(reader.ReadMessage());
                else
                    reader.Skip(wire);
            }
            return (rejected, why);
        }
        catch (Exception e) when (e is MalformedTelemetryException or JsonException or InvalidOperationException or FormatException)
        {
            // It said that it took the request; what else it said is its own affair.
            return (0, "");
        }
    }

    private static (long Rejected, string Why) PartialSuccessJson(byte[] body)
    {
        using var json = JsonDocument.Parse(body.Length == 0 ? "{}"u8.ToArray() : body);
        if (!json.RootElement.TryGetProperty("partialSuccess", out var partial))
            return (0, "");
        var (rejected, why) = (0L, "");
        foreach (var property in partial.EnumerateObject())
        {
            if (property.Name.StartsWith("rejected", StringComparison.Ordinal))
                rejected = property.Value.ValueKind == JsonValueKind.Number ? property.Value.GetInt64() : long.Parse(property.Value.GetString()!, CultureInfo.InvariantCulture);
            else if (property.Name == "errorMessage")
                why = property.Value.GetString() ?? "";
        }
        return (rejected, why);
    }

    // google.rpc.Status { code = 1, message = 2 }, or whatever a proxy on the way says.
    private static string Fault(byte[] body, string? kind)
    {
        try
        {
            if (kind == Protobuf)
                return NumberAndText(new ProtobufReader(body)).Text;
            if (kind == "application/json")
            {
                using var json = JsonDocument.Parse(body);
                return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("message", out var message) ? message.ToString() : Encoding.UTF8.GetString(body);
            }
        }
        catch (Exception e) when (e is MalformedTelemetryException or JsonException)
        {
            return "";
        }
        return kind == "text/plain" ? Encoding.UTF8.GetString(body) : "";
    }

    private static (long Number, string Text) NumberAndText(ProtobufReader reader)
    {
        var (number, text) = (0L, "");
        while (reader.ReadTag(out var field, out var wire))
        {
            if (field == 1 && wire == WireType.Varint)
                number = (long)reader.ReadVarint();
            else if (field == 2 && wire == WireType.LengthDelimited)
                text = Encoding.UTF8.GetString(reader.ReadBytes());
            else
                reader.Skip(wire);
        }
        return (number, text);
    }

    private string Shown(string text)
    {
        var line = Masked(string.Concat(text.Trim().Select(c => char.IsControl(c) ? ' ' : c))).TrimEnd('.');
        return line.Length > LongestShown ? line[..LongestShown] + "…" : line;
    }

    // A receiver may say back what it was told.
    private string Masked(string text)
    {
        foreach (var value in headers.Values.SelectMany(v => v.Split(' ')).Where(v => v.Length >= 6))
            text = text.Replace(value, "***", StringComparison.Ordinal);
        return text;
    }
}
