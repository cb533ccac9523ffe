using System.Text.Json;
using ClawFleet.Telemetry;
using Microsoft.AspNetCore.Http;

namespace ClawFleet.Dashboard.Web;

/// <summary><c>GET /api/traces</c> (newest first, in pages), <c>GET /api/traces/{id}</c> (its spans by their start). Durations are milliseconds.</summary>
internal sealed class TraceApi(TelemetryStore store)
{
    public Task ListAsync(HttpContext context)
    {
        var request = context.Request;
        var page = store.Traces(new TraceQuery
        {
            Members = Question.Members(request),
            Name = Question.Text(request, "text"),
            Failed = Question.Text(request, "failed") is not null,
            Limit = Question.Number(request, "limit", 100, 1, 1000),
            Before = Question.TraceCursor(request),
        });
        return JsonAnswer.WriteAsync(context, json =>
        {
            json.WriteStartArray("traces");
            foreach (var trace in page.Traces)
            {
                json.WriteStartObject();
                json.WriteString("id", trace.Id.ToString());
                json.WriteString("name", trace.Name);
                json.WriteString("service", trace.Service);
                json.WriteString("start", trace.Start);
                json.WriteNumber("duration", trace.Duration.TotalMilliseconds);
                json.WriteNumber("spans", trace.Spans);
                json.WriteNumber("errors", trace.Errors);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteString("next", page.Next is { } next ? $"{next.Start}.{next.Id}" : null);
        });
    }

    public Task ShowAsync(HttpContext context)
    {
        if (!TraceId.TryParse((string?)context.Request.RouteValues["id"], out var id))
        {
            throw new BadQuestionException("a trace's id is 32 hexadecimal digits");
        }

        var spans = store.Trace(id);
        if (spans.IsEmpty)
        {
            return JsonAnswer.RefuseAsync(context, "no span of this trace is kept (any more)", StatusCodes.Status404NotFound);
        }

        var start = spans.Min(span => span.StartUnixNano);
        return JsonAnswer.WriteAsync(context, json =>
        {
            json.WriteString("id", id.ToString());
            json.WriteString("start", UnixNano.ToTime(start));
            json.WriteNumber("duration", UnixNano.Between(start, spans.Max(span => span.EndUnixNano)).TotalMilliseconds);
            json.WriteStartArray("spans");
            foreach (var span in spans)
            {
                Write(json, span, start);
            }

            json.WriteEndArray();
        });
    }

    private static void Write(Utf8JsonWriter json, Span span, ulong start)
    {
        json.WriteStartObject();
        json.WriteString("id", span.SpanId.ToString());
        json.WriteString("parent", span.ParentSpanId.IsEmpty ? null : span.ParentSpanId.ToString());
        json.WriteString("name", span.Name);
        json.WriteString("service", span.Resource.Member.Service);
        json.WriteString("kind", span.Kind.ToString());
        json.WriteString("status", span.Status.ToString());
        json.WriteString("message", span.StatusMessage);
        json.WriteNumber("offset", UnixNano.Between(start, span.StartUnixNano).TotalMilliseconds);
        json.WriteNumber("duration", span.Duration.TotalMilliseconds);
        LogApi.Attributes(json, "attributes", span.Attributes);
        json.WriteStartArray("events");
        foreach (var happened in span.Events)
        {
            json.WriteStartObject();
            json.WriteString("name", happened.Name);
            json.WriteNumber("offset", UnixNano.Between(start, happened.TimeUnixNano).TotalMilliseconds);
            LogApi.Attributes(json, "attributes", happened.Attributes);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("links");
        foreach (var link in span.Links)
        {
            json.WriteStringValue(link.TraceId.ToString());
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
