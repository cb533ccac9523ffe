using System.Globalization;

namespace ClawFleet.Telemetry.Forwarding;

/// <summary>What is said of one signal's forwarding: once when it begins to fail, once when it works again, and of what is dropped how much.</summary>
internal sealed class ForwardingTalk(Signal signal, TimeSpan sayAgain, Action<string> tell, TimeProvider clock)
{
    private readonly Dictionary<string, (string Why, DateTimeOffset At)> said = [];
    private readonly string name = signal.ToString().ToLowerInvariant();
    private long lostSaid;
    private long refusedUnsaid;

    /// <summary>Why nothing is taken now; null when all is well.</summary>
    public string? Fault { get; private set; }

    public string? LastError { get; private set; }

    public void Failed(string why, ForwardingEndpoint endpoint)
    {
        LastError = why;
        if (Fault is null)
            tell($"{name} are not taken by {endpoint.Shown}: {why}; they are kept and sent later");
        Fault = why;
    }

    /// <param name="lost">All that were lost since the start.</param>
    public void Taken(long points, ForwardingAnswer answer, ForwardingEndpoint endpoint, long lost)
    {
        if (Fault is not null)
        {
            var unsaid = refusedUnsaid + lost - lostSaid;
            tell($"{name} are forwarded to {endpoint.Shown} again{(unsaid > 0 ? $"; {Count(unsaid)} more {Things} were dropped until then" : "")}");
            (refusedUnsaid, lostSaid) = (0, lost);
            said.Clear();
        }
        Fault = null;
        if (answer.Why is null && answer.Rejected == 0)
            return;
        LastError = answer.Why ?? "it does not say why";
        if (answer.Rejected == 0)
            Say("warned", LastError, () => $"{endpoint.Shown} took the {name} and says: {LastError}");
        else
            Say("rejected", LastError, () => $"{endpoint.Shown} did not take {Count(answer.Rejected)} of {Count(points)} {Things}, which are dropped: {LastError}");
    }

    public void Refused(long points, string why, ForwardingEndpoint endpoint)
    {
        LastError = why;
        Fault = why;
        refusedUnsaid += points;
        Say("refused", why, () =>
        {
            var text = $"{endpoint.Shown} refused {Count(refusedUnsaid)} {Things}, which are dropped: {why}";
            refusedUnsaid = 0;
            return text;
        });
    }

    /// <summary>A fault in here ends the forwarding of the signal.</summary>
    public void Broken(Exception fault)
    {
        Fault = LastError = $"{fault.GetType().Name}: {fault.Message}";
        tell($"{name} are no longer forwarded, by a fault in ClawFleet: {fault}");
    }

    /// <param name="lost">All that were lost since the start.</param>
    public void Lost(long lost, ForwardingEndpoint endpoint)
    {
        if (lost == lostSaid)
            return;
        LastError = $"{Count(lost)} {Things} were dropped, as the record has reached its bounds before they were taken";
        Say("lost", "", () =>
        {
            var text = $"{Count(lost - lostSaid)} {Things} for {endpoint.Shown} were dropped, the oldest first: the record has reached its bounds before they were taken";
            lostSaid = lost;
            return text;
        });
    }

    private string Things => signal switch
    {
        Signal.Traces => "spans",
        Signal.Metrics => "points of metrics",
        _ => "log records",
    };

    private static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private void Say(string kind, string why, Func<string> text)
    {
        var now = clock.GetUtcNow();
        if (said.TryGetValue(kind, out var last) && last.Why == why && now - last.At < sayAgain)
            return;
        said[kind] = (why, now);
        tell(text());
    }
}
