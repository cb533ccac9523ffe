using ClawFleet.Cli.Terminal;
using ClawFleet.Hosting;

namespace ClawFleet.Cli.Presentation;

/// <summary><c>clawden ps</c> for people.</summary>
internal static class PsTable
{
    public static void Write(CliConsole console, IReadOnlyList<(string Fleet, MemberStatus Status)> rows, bool showFleet, DateTimeOffset now)
    {
        var paint = console.OutPaint;
        string[] titles = ["MEMBER", "RUNTIME", "STATE", "HEALTH", "ADDRESS", "UP", "IMAGE"];
        var table = new TextTable(showFleet ? ["FLEET", .. titles] : titles);
        foreach (var (fleet, status) in rows)
        {
            var state = status.State.Word() + (status.ExitCode is { } code && status.State is MemberState.Exited or MemberState.FailedToStart ? $" ({status.ExitCode})" : "");
            TextTable.Cell[] cells =
            [
                status.Name,
                RuntimeWord(status),
                new(state, StateColours.Colour(paint, status.State)),
                new(status.Health ?? "-", StateColours.HealthColour(paint, status.Health)),
                IsUp(status.State) ? status.Address ?? "-" : "-",
                status.StartedAt is { } started && IsUp(status.State) ? Durations.Short(now - started) : "-",
                new(status.Image, paint.Dim),
            ];
            table.Add(showFleet ? [fleet, .. cells] : cells);
            foreach (var page in status.Pages)
            {
                TextTable.Cell[] below = [$"  {page.Name}", "", "", "", page.Url, "", ""];
                table.Add(showFleet ? ["", .. below] : below);
            }
        }

        table.WriteTo(console.Out, paint.Bold);
        console.Out.Flush();
        foreach (var (_, status) in rows.Where(row => row.Status.Reason is not null))
        {
            console.Error.WriteLine($"{console.ErrorPaint.Bold(status.Name)}: {status.Reason}");
        }
    }

    private static bool IsUp(MemberState state) => state is MemberState.Starting or MemberState.Running or MemberState.Unhealthy;

    private static string RuntimeWord(MemberStatus status) =>
        status.Role == "sidecar" ? $"{status.Runtime} (sidecar)" : status.Simulated ? $"{status.Runtime} (simulated)" : status.Runtime;
}
