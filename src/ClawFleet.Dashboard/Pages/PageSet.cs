using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using ClawFleet.Dashboard.Access;
using ClawFleet.Dashboard.Changes;
using ClawFleet.Dashboard.Serving;
using ClawFleet.Dashboard.Views;
using ClawFleet.Hosting;
using ClawFleet.Telemetry;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;

namespace ClawFleet.Dashboard.Pages;

/// <summary>The pages by their addresses. With the header <c>X-Part</c> only what is inside the frame is answered: so an open page renews itself.</summary>
internal sealed class PageSet(FleetHost host, string fleet, TelemetryStore store, DashboardOptions options, Gate gate, ComparedFile file)
{
    private readonly ConsoleReader console = new(host, fleet);

    public async Task AnswerAsync(HttpContext context, string path, FleetView view)
    {
        var (ask, ct) = (new RequestQuery(context.Request.Query), context.RequestAborted);
        switch (path.Split('/')[1..])
        {
            case [""]:
                await ShowFleetAsync(context, await view.NowAsync(ct).ConfigureAwait(false)).ConfigureAwait(false);
                break;
            case ["console"]:
                await ShowAsync<ConsolePage, ConsoleModel>(context, "console", "Console", await ConsoleModel.ReadAsync(ask, console, view, IsPart(context), ct).ConfigureAwait(false)).ConfigureAwait(false);
                break;
            case ["console", "lines"]:
                await ConsoleFeed.WriteAsync(context.Response, ask, console, view, ct).ConfigureAwait(false);
                break;
            case ["console", "download"]:
                await DownloadAsync(context, ask).ConfigureAwait(false);
                break;
            case ["logs"]:
                await ShowAsync<LogsPage, LogsModel>(context, "logs", "Logs", LogsModel.Of(ask, store)).ConfigureAwait(false);
                break;
            case ["traces"]:
                await ShowAsync<TracesPage, TracesModel>(context, "traces", "Traces", TracesModel.Of(ask, store)).ConfigureAwait(false);
                break;
            case ["traces", var id] when TraceId.TryParse(id, out var trace):
                await ShowTraceAsync(context, trace, ask).ConfigureAwait(false);
                break;
            case ["metrics"]:
                await ShowAsync<MetricsPage, MetricsModel>(context, "metrics", "Metrics", MetricsModel.Of(ask, store, options.Time)).ConfigureAwait(false);
                break;
            case ["health"]:
                await ShowAsync<HealthPage, HealthModel>(context, "health", "Health", await HealthModel.ReadAsync(ask, view, host.MaskOf(fleet), store, options.Time, ct).ConfigureAwait(false)).ConfigureAwait(false);
                break;
            case ["config"]:
                await ShowAsync<ConfigPage, ConfigModel>(context, "config", "Config", await ConfigModel.ReadAsync(ask, view, host.MaskOf(fleet), ct).ConfigureAwait(false)).ConfigureAwait(false);
                break;
            default:
                await MessageAsync(context, StatusCodes.Status404NotFound, "There is no such page", "Choose one above.").ConfigureAwait(false);
                break;
        }
    }

    public Task MessageAsync(HttpContext context, int status, string title, string text) =>
        ShowAsync<MessagePage, MessageModel>(context, status switch { StatusCodes.Status401Unauthorized => "", StatusCodes.Status503ServiceUnavailable => "wait", _ => "none" }, title, new MessageModel(title, text), status);

    private async Task ShowFleetAsync(HttpContext context, FleetSnapshot now)
    {
        var model = FleetModel.Of(now, store, options.Time) with { Forwarding = options.Forwarding(), RecordFault = store.DiskFault, File = await file.NowAsync(now, context.RequestAborted).ConfigureAwait(false), ChangeRun = file.ChangeRun };
        await ShowAsync<FleetPage, FleetModel>(context, "fleet", "Fleet", model).ConfigureAwait(false);
    }

    private Task ShowTraceAsync(HttpContext context, TraceId id, RequestQuery ask) => TraceModel.Of(id, store, ask) is { } model
        ? context.Request.Headers["X-Part"] == "rows" ? ShowAsync<SpanRows, TraceModel>(context, "traces", model.Name, model) : ShowAsync<WaterfallPage, TraceModel>(context, "traces", model.Name, model)
        : MessageAsync(context, StatusCodes.Status404NotFound, "This trace is not kept", "Its spans have not come yet, or were dropped to make room for newer ones.");

    private static bool IsPart(HttpContext context) => context.Request.Headers.ContainsKey("X-Part");

    private async Task ShowAsync<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.All)] TView, TModel>(HttpContext context, string section, string title, TModel model, int status = StatusCodes.Status200OK)
        where TView : IComponent
        where TModel : class
    {
        var frame = new PageFrame(fleet, options.BasePath, section, title, section.Length == 0 ? "" : gate.FormToken, options.AllowLifecycle);
        var body = await HtmlPages.RenderAsync<TView, TModel>(model, frame).ConfigureAwait(false);
        if (!IsPart(context))
        {
            frame = frame with { Body = body };
            body = await HtmlPages.RenderAsync<Frame, PageFrame>(frame, frame).ConfigureAwait(false);
        }
        await Replies.HtmlAsync(context.Response, status, body).ConfigureAwait(false);
    }

    private async Task DownloadAsync(HttpContext context, RequestQuery ask)
    {
        var response = context.Response;
        response.ContentType = "text/plain; charset=utf-8";
        response.Headers.ContentDisposition = "attachment; filename=\"console.txt\"";
        await foreach (var line in console.AllAsync(ask.Members, context.RequestAborted).ConfigureAwait(false))
            await response.WriteAsync(
                string.Create(CultureInfo.InvariantCulture, $"{line.Timestamp.UtcDateTime:O} {line.Member} {TerminalText.Plain(line.Text)}\n"), context.RequestAborted).ConfigureAwait(false);
    }
}
