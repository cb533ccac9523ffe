using System.Collections.Immutable;
using System.Text.Json;
using ClawFleet.Engine;
using ClawFleet.Hosting;
using ClawFleet.Telemetry;
using Microsoft.AspNetCore.Http;

namespace ClawFleet.Dashboard.Web;

/// <summary><c>GET /api/fleet</c>, <c>POST /api/members/{name}/stop|restart</c>.</summary>
internal sealed class FleetApi(FleetHost host, string fleet, TelemetryStore store, DashboardOptions options)
{
    private static readonly TimeSpan Sparkline = TimeSpan.FromMinutes(5);

    public async Task ListAsync(HttpContext context)
    {
        var members = await host.ListAsync(fleet, context.RequestAborted).ConfigureAwait(false);
        var status = store.Status;
        await JsonAnswer.WriteAsync(context, json =>
        {
            json.WriteString("fleet", fleet);
            json.WriteBoolean("lifecycle", options.AllowLifecycle);
            json.WriteString("storeFault", status.DiskFault);
            json.WriteStartArray("members");
            foreach (var member in members)
            {
                json.WriteStartObject();
                Write(json, member);
                Write(json, "cpu", "container.cpu.usage", member.Name);
                Write(json, "memory", "container.memory.usage", member.Name);
                Write(json, "memoryLimit", "container.memory.limit", member.Name, latestOnly: true);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }).ConfigureAwait(false);
    }

    /// <summary>Restarts one member (a stopped one starts), or stops it.</summary>
    public async Task ActAsync(HttpContext context, bool restart)
    {
        if (!options.AllowLifecycle)
        {
            await JsonAnswer.RefuseAsync(context, "this page was started with --read-only", StatusCodes.Status403Forbidden).ConfigureAwait(false);
            return;
        }

        var member = (string)context.Request.RouteValues["name"]!;
        var events = new Progress<FleetEvent>();
        try
        {
            // Not the request's token: a browser that is closed in the middle leaves no member half stopped.
            var result = await (restart ? host.RestartAsync(fleet, [member], events, CancellationToken.None) : host.StopAsync(fleet, [member], events, CancellationToken.None)).ConfigureAwait(false);
            if (result.Succeeded)
            {
                await JsonAnswer.WriteAsync(context, json => json.WriteString("done", restart ? $"{member} is restarted" : $"{member} is stopped")).ConfigureAwait(false);
            }
            else
            {
                await JsonAnswer.RefuseAsync(context, string.Join("; ", result.Failures), StatusCodes.Status500InternalServerError).ConfigureAwait(false);
            }
        }
        catch (UnknownMemberException e)
        {
            await JsonAnswer.RefuseAsync(context, e.Message, StatusCodes.Status404NotFound).ConfigureAwait(false);
        }
        catch (Exception e) when (e is FleetConflictException or EngineException)
        {
            await JsonAnswer.RefuseAsync(context, e.Message, StatusCodes.Status409Conflict).ConfigureAwait(false);
        }
    }

    private static void Write(Utf8JsonWriter json, MemberStatus member)
    {
        json.WriteString("name", member.Name);
        json.WriteString("role", member.Role);
        json.WriteString("runtime", member.Runtime);
        json.WriteBoolean("simulated", member.Simulated);
        json.WriteString("state", JsonNamingPolicy.KebabCaseLower.ConvertName(member.State.ToString()));
        json.WriteString("health", member.Health);
        json.WriteString("image", member.Image);
        json.WriteString("address", member.Address);
        json.WriteString("reason", member.Reason);
        if (member.StartedAt is { } started)
        {
            json.WriteString("startedAt", started);
        }

        json.WriteStartArray("pages");
        foreach (var page in member.Pages)
        {
            json.WriteStartObject();
            json.WriteString("name", page.Name);
            json.WriteString("url", page.Url);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void Write(Utf8JsonWriter json, string name, string instrument, string member, bool latestOnly = false)
    {
        var query = new MetricQuery { Instrument = instrument, Members = [$"{member}/{fleet}-{member}"], From = DateTimeOffset.UtcNow - Sparkline };
        var points = store.Series(query).SelectMany(series => series.Points).OfType<NumberPoint>().ToImmutableArray();
        if (latestOnly)
        {
            if (points is [.., var latest])
            {
                json.WriteNumber(name, latest.Value);
            }

            return;
        }

        json.WriteStartArray(name);
        foreach (var point in points)
        {
            json.WriteNumberValue(point.Value);
        }

        json.WriteEndArray();
    }
}
