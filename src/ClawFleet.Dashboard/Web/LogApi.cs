using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using ClawFleet.Dashboard.Recording;
using ClawFleet.Telemetry;
using Microsoft.AspNetCore.Http;

namespace ClawFleet.Dashboard.Web;

/// <summary><c>GET /api/logs</c> (newest first, in pages), <c>GET /api/console.txt</c> (lines of output as text, oldest first).</summary>
internal sealed class LogApi(TelemetryStore store)
{
    public Task ListAsync(HttpContext context)
    {
        var request = context.Request;
        var page = store.Logs(Query(request) with
        {
            LeastSeverity = Question.Number(request, "severity", 0, 0, 24),
            Limit = Question.Number(request, "limit", 200, 1, 1000),
            Before = Question.LogCursor(request),
            TraceId = TraceId.TryParse(Question.Text(request, "trace"), out var trace) ? trace : null,
        });
        return JsonAnswer.WriteAsync(context, json =>
        {
            json.WriteStartArray("records");
            foreach (var record in page.Records)
            {
                Write(json, record);
            }

            json.WriteEndArray();
            json.WriteString("next", page.Next is { } next ? $"{next.TimeUnixNano}.{next.Sequence}" : null);
        });
    }

    public async Task DownloadAsync(HttpContext context)
    {
        var page = store.Logs(Console(Query(context.Request)) with { Limit = 10_000 });
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.Headers.ContentDisposition = "attachment; filename=console.txt";
        var text = new StringBuilder();
        foreach (var record in page.Records.Reverse())
        {
            text.Append(record.Time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)).Append(' ').Append(record.Resource.Member.Service).Append("  ").Append(record.Body).Append('\n');
        }

        await context.Response.WriteAsync(text.ToString(), context.RequestAborted).ConfigureAwait(false);
    }

    private static LogQuery Query(HttpRequest request)
    {
        var query = new LogQuery { Members = Question.Members(request), Text = Question.Text(request, "text"), Attributes = Question.Attributes(request) };
        return Question.Text(request, "console") is null ? query : Console(query);
    }

    private static LogQuery Console(LogQuery query) => query with { Attributes = query.Attributes.Add(new AttributeFilter(LogRecording.StreamAttribute, AttributeTest.Exists)) };

    private static void Write(Utf8JsonWriter json, LogRecord record)
    {
        json.WriteStartObject();
        json.WriteString("sequence", record.Sequence.ToString(CultureInfo.InvariantCulture));
        json.WriteString("time", record.Time);
        json.WriteString("member", record.Resource.Member.Service);
        json.WriteString("scope", record.Scope.Name);
        json.WriteNumber("severity", record.Severity);
        json.WriteString("severityText", record.SeverityText);
        json.WriteString("body", record.Body.ToString());
        json.WriteString("event", record.EventName);
        json.WriteString("trace", record.TraceId.IsEmpty ? null : record.TraceId.ToString());
        Attributes(json, "attributes", record.Attributes);
        Attributes(json, "resource", record.Resource.Attributes);
        json.WriteEndObject();
    }

    /// <summary>An array of name and value, in the order in which they came.</summary>
    internal static void Attributes(Utf8JsonWriter json, string name, ImmutableArray<TelemetryAttribute> attributes)
    {
        json.WriteStartArray(name);
        foreach (var attribute in attributes)
        {
            json.WriteStartArray();
            json.WriteStringValue(attribute.Key);
            json.WriteStringValue(attribute.Value.ToString());
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }
}
