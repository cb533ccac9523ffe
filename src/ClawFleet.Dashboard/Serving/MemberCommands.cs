using System.Text.Json.Nodes;
using ClawFleet.Dashboard.Api;
using ClawFleet.Hosting;
using Microsoft.AspNetCore.Http;

namespace ClawFleet.Dashboard.Serving;

/// <summary><c>POST /api/members/{name}/restart|stop</c>. What was begun goes on when the browser leaves; only the page's end cancels it.</summary>
internal sealed class MemberCommands(FleetHost host, string fleet, DashboardOptions options, CancellationToken ending)
{
    public async Task AnswerAsync(HttpContext context, string path, string basePath)
    {
        if (ApiRoutes.Find(ApiRoutes.Post, path) is not (var route, var name))
        {
            await Replies.ErrorAsync(context.Response, StatusCodes.Status404NotFound, "There is POST /api/members/{name}/restart and /stop.").ConfigureAwait(false);
            return;
        }
        if (!options.AllowLifecycle)
        {
            await Replies.ErrorAsync(context.Response, StatusCodes.Status403Forbidden, "This page only shows; use 'clawden restart' and 'clawden stop'.").ConfigureAwait(false);
            return;
        }
        var stop = route.EndsWith("/stop", StringComparison.Ordinal);
        var (status, answer) = await RunAsync(name, stop).ConfigureAwait(false);
        if (status == StatusCodes.Status200OK && context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal))
        {
            context.Response.StatusCode = StatusCodes.Status303SeeOther;
            context.Response.Headers.Location = basePath + "/";
            return;
        }
        await Replies.JsonAsync(context.Response, answer, status).ConfigureAwait(false);
    }

    private async Task<(int Status, JsonObject Answer)> RunAsync(string name, bool stop)
    {
        try
        {
            var unheard = new Progress<FleetEvent>();
            var result = stop
                ? await host.StopAsync(fleet, [name], unheard, ending).ConfigureAwait(false)
                : await host.RestartAsync(fleet, [name], unheard, ending).ConfigureAwait(false);
            return result.Succeeded
                ? (StatusCodes.Status200OK, new JsonObject { ["member"] = name, ["done"] = stop ? "stopped" : "running" })
                : (StatusCodes.Status409Conflict, new JsonObject { ["error"] = string.Join("; ", result.Failures) });
        }
        catch (UnknownMemberException e)
        {
            return (StatusCodes.Status404NotFound, new JsonObject { ["error"] = e.Message });
        }
        catch (FleetConflictException e)
        {
            return (StatusCodes.Status409Conflict, new JsonObject { ["error"] = e.Message });
        }
    }
}
