using System.Collections.Immutable;

namespace ClawFleet.Dashboard.Lives;

/// <summary>A container's states over a time.</summary>
/// <param name="Events">What happened in that time, newest first.</param>
/// <param name="Restarts">How often it was started after it had run.</param>
internal sealed record LifeLine(ImmutableArray<LifeSpan> Spans, ImmutableArray<LifeEvent> Events, int Restarts)
{
    private const string Made = "made, not started";

    /// <summary>Share of the known time in which it ran, 0 to 1; null when nothing is known.</summary>
    public double? Up => Share(s => s.IsUp == true);

    /// <summary>Share of the known time in which it ran and was healthy.</summary>
    public double? Healthy => Share(s => s.Tone == "good");

    /// <param name="events">Oldest first; those before <paramref name="from"/> say what it was like then.</param>
    /// <param name="hasCheck">Whether the engine checks its health: if not, who runs is well.</param>
    public static LifeLine Of(IReadOnlyList<LifeEvent> events, bool hasCheck, DateTimeOffset from, DateTimeOffset to)
    {
        var spans = ImmutableArray.CreateBuilder<LifeSpan>();
        var now = new LifeSpan(from, from, "unknown", "not recorded", null);
        var restarts = 0;
        var ran = false;
        foreach (var one in events)
        {
            if (one.Change == LifeChange.Started && ran && one.Time >= from)
                restarts++;
            ran |= one.Change is LifeChange.Started or LifeChange.Ended or LifeChange.Stopped;
            ran &= one.Change is not (LifeChange.Created or LifeChange.Removed);
            if (After(one, now, hasCheck) is not { } next)
                continue;
            // What ends or is well has run since a start that nobody recorded.
            if (now.Word == Made && one.Change is LifeChange.Ended or LifeChange.Healthy or LifeChange.Unhealthy)
                now = now with { Tone = "unknown", Word = "not recorded" };
            var at = one.Time < from ? from : one.Time > to ? to : one.Time;
            Close(at);
            now = now with { From = at, Tone = next.Tone, Word = next.Word, IsUp = next.IsUp };
        }
        Close(to);
        return new LifeLine(spans.ToImmutable(), [.. events.Where(e => e.Time >= from && e.Time <= to).Reverse()], restarts);

        void Close(DateTimeOffset at)
        {
            if (at > now.From)
                spans.Add(now with { To = at });
        }
    }

    private static (string Tone, string Word, bool? IsUp)? After(LifeEvent one, LifeSpan now, bool hasCheck) => one.Change switch
    {
        // Nobody waits for it yet: it counts neither for nor against.
        LifeChange.Created => ("off", Made, null),
        LifeChange.Started => hasCheck ? ("busy", "starting", true) : ("good", "running", true),
        LifeChange.Checking => ("busy", "starting", true),
        LifeChange.Healthy => ("good", "healthy", true),
        LifeChange.Unhealthy => ("bad", "unhealthy", true),
        LifeChange.Ended => (one.IsFailure ? "bad" : "off", one.Text, false),
        // The engine tells a stop after the end that it led to, and a restart's after the new start.
        LifeChange.Stopped => now.IsUp == true ? null : ("off", "stopped", false),
        LifeChange.Removed => ("off", "not there", false),
        LifeChange.Unwatched => ("unknown", "not recorded", null),
        _ => null,
    };

    private double? Share(Func<LifeSpan, bool> counts)
    {
        var known = Spans.Where(s => s.IsUp is not null).Sum(s => s.Duration.TotalSeconds);
        return known > 0 ? Spans.Where(counts).Sum(s => s.Duration.TotalSeconds) / known : null;
    }
}
