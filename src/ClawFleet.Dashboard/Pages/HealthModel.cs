using System.Collections.Immutable;
using ClawFleet.Dashboard.Serving;
using ClawFleet.Engine;
using ClawFleet.Telemetry;

namespace ClawFleet.Dashboard.Pages;

/// <summary>How every member's health is checked, how it was, and what happened.</summary>
internal sealed record HealthModel(ImmutableArray<string> Members, string Member, int Minutes, DateTimeOffset From, DateTimeOffset To, ImmutableArray<HealthRow> Rows)
{
    private const int MostMinutes = 7 * 24 * 60;

    /// <summary>The ranges to choose from.</summary>
    public static ImmutableArray<(int Minutes, string Name)> Ranges { get; } = [(60, "1 h"), (360, "6 h"), (720, "12 h"), (1440, "24 h")];

    /// <exception cref="EngineException">The engine cannot be asked.</exception>
    public static async Task<HealthModel> ReadAsync(RequestQuery ask, FleetView view, Func<string, string> mask, TelemetryStore store, TimeProvider time, CancellationToken ct)
    {
        var minutes = ask.Number("minutes", 60, 1, MostMinutes);
        var containers = await view.ContainersAsync(ct).ConfigureAwait(false);
        var to = time.GetUtcNow();
        var from = to - TimeSpan.FromMinutes(minutes);
        var member = ask.Text("member");
        return new HealthModel(
            [.. containers.Select(c => c.Status.Name)], member, minutes, from, to,
            [.. containers.Where(c => member.Length == 0 || c.Status.Name == member || c.Owner == member).Select(c => HealthRow.Of(c, mask, store, from, to))]);
    }
}
