using System.Text.Json.Nodes;
using ClawFleet.Dashboard.Pages;
using ClawFleet.Hosting;

namespace ClawFleet.Dashboard.Api;

/// <summary>Health and its history as the API's JSON.</summary>
internal static class HealthShapes
{
    public static JsonObject Health(HealthModel model) => new()
    {
        ["from"] = Time(model.From),
        ["to"] = Time(model.To),
        ["members"] = Array(model.Rows, row => new JsonObject
        {
            ["name"] = row.Status.Name,
            ["role"] = row.Status.Role,
            ["member"] = row.Owner,
            ["state"] = row.Status.State.Word(),
            ["health"] = row.Status.Health,
            ["reason"] = row.Status.Reason,
            ["up"] = row.Life.Up,
            ["healthy"] = row.Life.Healthy,
            ["restarts"] = row.Life.Restarts,
            ["failingStreak"] = row.Streak,
            ["check"] = row.Check is not { } check ? null : new JsonObject
            {
                ["command"] = Array(check.Command.IsDefault ? [] : check.Command, word => word),
                ["httpPort"] = check.HttpPort,
                ["httpPath"] = check.HttpPath,
                ["intervalSeconds"] = check.IntervalSeconds,
                ["timeoutSeconds"] = check.TimeoutSeconds,
                ["retries"] = check.Retries,
                ["startPeriodSeconds"] = check.StartPeriodSeconds,
                ["deadlineSeconds"] = check.DeadlineSeconds,
            },
            ["checks"] = Array(row.Runs, run => new JsonObject
            {
                ["time"] = Time(run.Start),
                ["milliseconds"] = run.Duration.TotalMilliseconds,
                ["exitCode"] = run.ExitCode,
                ["output"] = run.Output,
            }),
            ["spans"] = Array(row.Life.Spans, span => new JsonObject { ["from"] = Time(span.From), ["to"] = Time(span.To), ["state"] = span.Word, ["up"] = span.IsUp }),
            ["events"] = Array(row.Life.Events, one => new JsonObject { ["time"] = Time(one.Time), ["event"] = one.Word, ["text"] = one.Text, ["exitCode"] = one.ExitCode }),
        }),
    };

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("O");

    private static JsonArray Array<T>(IEnumerable<T> items, Func<T, JsonNode?> shape) => [.. items.Select(shape)];
}
