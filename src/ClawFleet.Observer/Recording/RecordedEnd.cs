using ClawFleet.Hosting;
using ClawFleet.Telemetry;

namespace ClawFleet.Observer.Recording;

/// <summary>Where the record of a member's output ends. Lines of one time are told apart by their text, since engines exist that write whole seconds (Podman).</summary>
internal sealed class RecordedEnd
{
    private readonly Dictionary<string, int> _lastBodies;

    private RecordedEnd(DateTimeOffset time, IEnumerable<LogRecord> last)
    {
        Time = time;
        _lastBodies = last.CountBy(record => record.Body.ToString(), StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
    }

    /// <summary>When the last line that is recorded was written.</summary>
    public DateTimeOffset Time { get; }

    /// <returns>Null when nothing of the member's output is recorded.</returns>
    public static RecordedEnd? Of(TelemetryStore store, TelemetryMember member)
    {
        var query = new LogQuery { Members = [member.ToString()], Attributes = [new AttributeFilter(LogRecording.StreamAttribute, AttributeTest.Exists)], Limit = 1 };
        return store.Logs(query).Records is [var last] ? new RecordedEnd(last.Time, store.Logs(query with { From = last.Time, To = last.Time, Limit = int.MaxValue }).Records) : null;
    }

    /// <summary>Whether the record has this line; each that it has is told once.</summary>
    public bool Has(MemberLogLine line)
    {
        if (line.Timestamp != Time)
        {
            return line.Timestamp < Time;
        }

        var body = ConsoleLineReader.Read(line.Text).Body;
        if (_lastBodies.GetValueOrDefault(body) == 0)
        {
            return false;
        }

        _lastBodies[body]--;
        return true;
    }
}
