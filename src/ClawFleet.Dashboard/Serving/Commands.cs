using System.Text.Json.Nodes;
using ClawFleet.Dashboard.Api;
using ClawFleet.Dashboard.Changes;
using ClawFleet.Hosting;
using Microsoft.AspNetCore.Http;

namespace ClawFleet.Dashboard.Serving;

/// <summary>The POSTs: a member's <c>restart</c>, <c>stop</c> and <c>replace</c>, and the changes of the file. What was begun goes on when the browser leaves; only the page's end cancels it.</summary>
internal sealed class Commands(FleetHost host, FleetView view, ComparedFile file, DashboardOptions options, CancellationToken ending)
{
    public async Task AnswerAsync(HttpContext context, string path, string basePath)
    {
        if (ApiRoutes.Find(ApiRoutes.Post, path) is not (var route, var name))
        {
            await Replies.ErrorAsync(context.Response, StatusCodes.Status404NotFound, $"There is {string.Join(", ", ApiRoutes.Post.Select(r => "POST " + r))}.").ConfigureAwait(false);
            return;
        }
        if (!options.AllowLifecycle)
        {
            await Replies.ErrorAsync(context.Response, StatusCodes.Status403Forbidden, "This page only shows; use 'clawden restart', 'clawden stop' and 'clawden up'.").ConfigureAwait(false);
            return;
        }
        var (status, answer) = await RunAsync(route, name, new RequestQuery(context.Request.Query)).ConfigureAwait(false);
        if (status == StatusCodes.Status200OK && context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal))
        {
            context.Response.StatusCode = StatusCodes.Status303SeeOther;
            context.Response.Headers.Location = basePath + "/";
            return;
        }
        await Replies.JsonAsync(context.Response, answer, status).ConfigureAwait(false);
    }

    private async Task<(int Status, JsonObject Answer)> RunAsync(string route, string name, RequestQuery ask)
    {
        try
        {
            if (route == ApiRoutes.Apply)
                return await ApplyAsync(ask).ConfigureAwait(false);
            var unheard = new Progress<FleetEvent>();
            var result = await (route.Split('/')[^1] switch
            {
                "stop" => host.StopAsync(view.Fleet, [name], unheard, ending),
                "replace" => host.ReplaceAsync(view.Fleet, [name], unheard, ending),
                _ => host.RestartAsync(view.Fleet, [name], unheard, ending),
            }).ConfigureAwait(false);
            return result.Succeeded
                ? (StatusCodes.Status200OK, new JsonObject { ["member"] = name, ["done"] = route.Split('/')[^1] switch { "stop" => "stopped", "replace" => "replaced", _ => "running" } })
                : Failed(host.MaskOf(view.Fleet)(string.Join("; ", result.Failures)));
        }
        catch (UnknownMemberException e)
        {
            return (StatusCodes.Status404NotFound, new JsonObject { ["error"] = e.Message });
        }
        catch (Exception e) when (e is FleetConflictException or RefusedException)
        {
            return Failed(e.Message);
        }
    }

    private async Task<(int Status, JsonObject Answer)> ApplyAsync(RequestQuery ask)
    {
        var now = await view.NowAsync(ending).ConfigureAwait(false);
        var (member, seen) = (ask.Text("member"), ask.Text("version"));
        var failure = await file.ApplyAsync(now, member.Length == 0 ? null : member, seen.Length == 0 ? null : seen).ConfigureAwait(false);
        return failure is null
            ? (StatusCodes.Status200OK, new JsonObject { ["member"] = member.Length == 0 ? null : member, ["done"] = "applied" })
            : Failed(failure);
    }

    private static (int Status, JsonObject Answer) Failed(string why) => (StatusCodes.Status409Conflict, new JsonObject { ["error"] = why });
}
