using ClawFleet.Dashboard.Access;
using ClawFleet.Dashboard.Api;
using ClawFleet.Dashboard.Changes;
using ClawFleet.Dashboard.Pages;
using ClawFleet.Engine;
using ClawFleet.Hosting;
using ClawFleet.Telemetry;
using Microsoft.AspNetCore.Http;

namespace ClawFleet.Dashboard.Serving;

/// <summary>Every request's way: is it for this machine, is it let in, was a change asked for by our own page, and then the answer.</summary>
internal sealed class FleetSite : IDisposable
{
    private readonly FleetHost host;
    private readonly TelemetryStore store;
    private readonly DashboardOptions options;
    private readonly Gate gate;
    private readonly FleetView view;
    private readonly ComparedFile file;
    private readonly PageSet pages;
    private readonly Commands commands;

    public FleetSite(FleetHost host, string fleet, TelemetryStore store, DashboardOptions options, Gate gate, CancellationToken ending)
    {
        (this.host, this.store, this.options, this.gate) = (host, store, options, gate);
        view = new FleetView(host, fleet, options.Time);
        file = new ComparedFile(host, fleet, options, ending);
        pages = new PageSet(host, fleet, store, options, gate, file);
        commands = new Commands(host, view, file, options, ending);
    }

    public void Dispose()
    {
        view.Dispose();
        file.Dispose();
    }

    public async Task AnswerAsync(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        SetSafetyHeaders(response.Headers);
        var front = RequestFront.Of(context, options.TrustedProxies);
        if (!front.IsForHere)
        {
            await Replies.TextAsync(response, StatusCodes.Status421MisdirectedRequest, "This page answers to 127.0.0.1 and localhost only."
                + (RequestFront.SaysProxied(request) && !front.IsProxied ? $" Behind a reverse proxy, start it with --trusted-proxy {context.Connection.RemoteIpAddress}." : "")).ConfigureAwait(false);
            return;
        }
        if (!IsBelowBase(request.Path, front, out var rest))
        {
            await Replies.TextAsync(response, StatusCodes.Status404NotFound, $"The fleet's page is at {options.BasePath}/.").ConfigureAwait(false);
            return;
        }
        var path = rest.Value is { Length: > 0 } some ? some : "/";
        try
        {
            await RouteAsync(context, path, front).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
        }
        catch (EngineException e)
        {
            await FailAsync(context, path, StatusCodes.Status503ServiceUnavailable, $"The container engine does not answer: {e.Message}").ConfigureAwait(false);
        }
        catch (BadQueryException e)
        {
            await FailAsync(context, path, StatusCodes.Status400BadRequest, e.Message).ConfigureAwait(false);
        }
    }

    private bool IsBelowBase(PathString path, RequestFront front, out PathString rest)
    {
        if (path.StartsWithSegments(options.BasePath, StringComparison.Ordinal, out rest))
            return true;
        // A proxy may have taken the path away, and then says so.
        rest = path;
        return front.IsProxied && front.Prefix == options.BasePath;
    }

    private async Task RouteAsync(HttpContext context, string path, RequestFront front)
    {
        var (request, response) = (context.Request, context.Response);
        if (HttpMethods.IsGet(request.Method) && await Assets.AnswerAsync(response, path).ConfigureAwait(false))
            return;
        if (path == "/login")
        {
            await LoginAsync(context, front).ConfigureAwait(false);
            return;
        }
        var bearer = gate.HasBearer(request);
        if (!bearer && !gate.HasCookie(request))
        {
            await RefuseAsync(context, path).ConfigureAwait(false);
            return;
        }
        if (HttpMethods.IsPost(request.Method))
        {
            if (front.IsOwn(request) is var own && (own == false || (own is null && !bearer && !await HasFormTokenAsync(request).ConfigureAwait(false))))
                await Replies.ErrorAsync(response, StatusCodes.Status403Forbidden, "The request does not come from this page.").ConfigureAwait(false);
            else
                await commands.AnswerAsync(context, path, options.BasePath).ConfigureAwait(false);
        }
        else if (!HttpMethods.IsGet(request.Method))
            await Replies.ErrorAsync(response, StatusCodes.Status405MethodNotAllowed, "Only GET and POST are answered.").ConfigureAwait(false);
        else if (path.StartsWith("/api/", StringComparison.Ordinal))
            await new ApiAnswers(host, view, file, store, options).AnswerAsync(context, path).ConfigureAwait(false);
        else
            await pages.AnswerAsync(context, path, view).ConfigureAwait(false);
    }

    private async Task LoginAsync(HttpContext context, RequestFront front)
    {
        if (!gate.IsToken(context.Request.Query["t"]))
        {
            await RefuseAsync(context, "/login").ConfigureAwait(false);
            return;
        }
        gate.GiveCookie(context.Response, options.BasePath, secure: front.Scheme == "https");
        var wanted = context.Request.Query["returnUrl"].ToString();
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = RequestOrigin.IsLocalPath(wanted) ? wanted : options.BasePath + "/";
    }

    private Task RefuseAsync(HttpContext context, string path)
    {
        const string What = "Use the link that 'clawden dashboard' printed: it lets this browser in for 12 hours. The link is new at each start of the page.";
        return path.StartsWith("/api/", StringComparison.Ordinal)
            ? Replies.ErrorAsync(context.Response, StatusCodes.Status401Unauthorized, What + " A script sends 'Authorization: Bearer TOKEN' with the link's token.")
            : pages.MessageAsync(context, StatusCodes.Status401Unauthorized, "You are not let in yet", What);
    }

    private Task FailAsync(HttpContext context, string path, int status, string what) => context.Response.HasStarted
        ? Task.CompletedTask
        : path.StartsWith("/api/", StringComparison.Ordinal)
            ? Replies.ErrorAsync(context.Response, status, what)
            : pages.MessageAsync(context, status, status == StatusCodes.Status400BadRequest ? "That cannot be read" : "Nothing to show at this moment", what);

    private async Task<bool> HasFormTokenAsync(HttpRequest request) =>
        request.HasFormContentType && gate.IsFormToken((await request.ReadFormAsync(request.HttpContext.RequestAborted).ConfigureAwait(false))["form"]);

    private static void SetSafetyHeaders(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers.XFrameOptions = "DENY";
        headers.CacheControl = "no-store";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
    }
}
