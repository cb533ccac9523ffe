using System.Text.Json.Nodes;
using ClawFleet.Dashboard.Serving;
using ClawFleet.Telemetry;
using Microsoft.AspNetCore.Http;

namespace ClawFleet.Dashboard.Api;

/// <summary>The API's GETs: the same as the pages show, for scripts. Times are ISO 8601 in UTC, durations milliseconds.</summary>
internal sealed class ApiAnswers(FleetView view, TelemetryStore store, TimeProvider time)
{
    public async Task AnswerAsync(HttpContext context, string path)
    {
        var ask = new RequestQuery(context.Request.Query);
        var body = path.Split('/') switch
        {
            ["fleet"] => JsonShapes.Fleet(view.Fleet, await view.NowAsync(context.RequestAborted).ConfigureAwait(false)),
            ["logs"] => JsonShapes.Logs(store.Logs(ask.Logs(ask.Number("limit", 200, 1, 1000)))),
            ["traces"] => JsonShapes.Traces(store.Traces(ask.Traces(ask.Number("limit", 100, 1, 1000)))),
            ["traces", var id] => Trace(id),
            ["metrics"] => JsonShapes.Instruments(store.Instruments(ask.Members)),
            ["metrics", var name] => JsonShapes.Series(store.Series(Metric(ask, Uri.UnescapeDataString(name)))),
            _ => null,
        };
        await (body is null
            ? Replies.ErrorAsync(context.Response, StatusCodes.Status404NotFound, "There is nothing at this address; see /api/fleet, /api/logs, /api/traces and /api/metrics.")
            : Replies.JsonAsync(context.Response, body)).ConfigureAwait(false);
    }

    private JsonObject? Trace(string text)
    {
        if (!TraceId.TryParse(text, out var id))
            throw new BadQueryException($"'{text}' is no trace id of 32 hexadecimal digits");
        return store.Trace(id) is { IsEmpty: false } spans ? JsonShapes.Trace(id, spans) : null;
    }

    private MetricQuery Metric(RequestQuery ask, string name) => new()
    {
        Instrument = name,
        Members = ask.Members,
        Scope = ask.Text("scope") is { Length: > 0 } scope ? scope : null,
        From = time.GetUtcNow() - TimeSpan.FromMinutes(ask.Number("minutes", 15, 1, 720)),
        Attributes = ask.Dimensions,
    };
}
