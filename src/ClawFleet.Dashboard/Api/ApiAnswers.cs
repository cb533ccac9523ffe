using System.Text.Json.Nodes;
using ClawFleet.Dashboard.Changes;
using ClawFleet.Dashboard.Configs;
using ClawFleet.Dashboard.Lives;
using ClawFleet.Dashboard.Pages;
using ClawFleet.Dashboard.Serving;
using ClawFleet.Hosting;
using ClawFleet.Telemetry;
using Microsoft.AspNetCore.Http;

namespace ClawFleet.Dashboard.Api;

/// <summary>The API's GETs: the same as the pages show, for scripts. Times are ISO 8601 in UTC, durations milliseconds.</summary>
internal sealed class ApiAnswers(FleetHost host, FleetView view, ComparedFile file, TelemetryStore store, DashboardOptions options)
{
    /// <param name="path">Below the base path: <c>/api/fleet</c>.</param>
    public async Task AnswerAsync(HttpContext context, string path)
    {
        if (path == "/api/prometheus")
        {
            await Replies.TextAsync(context.Response, PrometheusText.Write(store, options.Time.GetUtcNow()), PrometheusText.MediaType).ConfigureAwait(false);
            return;
        }
        var ask = new RequestQuery(context.Request.Query);
        var body = ApiRoutes.Find(ApiRoutes.Get, path) is { } found ? await BodyAsync(found.Route, found.Given, ask, context.RequestAborted).ConfigureAwait(false) : null;
        await (body is null
            ? Replies.ErrorAsync(context.Response, StatusCodes.Status404NotFound, "There is nothing at this address; /api/openapi.json describes all that there are.")
            : Replies.JsonAsync(context.Response, body)).ConfigureAwait(false);
    }

    /// <returns>Null when what the address names is not there.</returns>
    private async Task<JsonNode?> BodyAsync(string route, string given, RequestQuery ask, CancellationToken ct) => route switch
    {
        "/api/fleet" => JsonShapes.Fleet(view.Fleet, await view.NowAsync(ct).ConfigureAwait(false), m => LastChange.Of(LifeEvents.Latest(store, m.Name, FleetModel.EventsLookedAt), m.State.IsUp())),
        "/api/logs" => JsonShapes.Logs(store.Logs(ask.Logs(ask.Number("limit", 200, 1, 1000)))),
        "/api/traces" => JsonShapes.Traces(store.Traces(ask.Traces(ask.Number("limit", 100, 1, 1000)))),
        "/api/traces/{id}" => Trace(given),
        "/api/metrics" => JsonShapes.Instruments(store.Instruments(ask.Members)),
        "/api/metrics/{instrument}" => JsonShapes.Series(store.Series(Metric(ask, Uri.UnescapeDataString(given)))),
        "/api/health" => HealthShapes.Health(await HealthModel.ReadAsync(ask, view, host.MaskOf(view.Fleet), store, options.Time, ct).ConfigureAwait(false)),
        "/api/config" => await ConfigAsync(ask, ct).ConfigureAwait(false),
        "/api/forwarding" => JsonShapes.Forwarding(options.Forwarding()),
        "/api/changes" => ChangeShapes.Changes(await file.NowAsync(await view.NowAsync(ct).ConfigureAwait(false), ct).ConfigureAwait(false), file.ChangeRun),
        "/api/openapi.json" => OpenApi.Document(options.BasePath),
        _ => null,
    };

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
        From = options.Time.GetUtcNow() - TimeSpan.FromMinutes(ask.Number("minutes", 15, 1, 720)),
        Attributes = ask.Dimensions,
    };

    private async Task<JsonObject> ConfigAsync(RequestQuery ask, CancellationToken ct)
    {
        var member = ask.Text("member");
        var config = new ContainerConfig(host.MaskOf(view.Fleet));
        var containers = (await view.ContainersAsync(ct).ConfigureAwait(false)).Where(c => member.Length == 0 || c.Status.Name == member || c.Owner == member);
        return new JsonObject { ["fleet"] = view.Fleet, ["containers"] = new JsonArray([.. containers.Select(config.Json)]) };
    }
}
