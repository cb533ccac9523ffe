using System.Globalization;
using ClawFleet.Engine;
using ClawFleet.Hosting;
using ClawFleet.Telemetry;

namespace ClawFleet.Observer.Recording;

/// <summary>Output and life of containers as log records.</summary>
internal sealed class LogRecording(string fleet, TelemetryStore store)
{
    /// <summary>The scope of a line of output.</summary>
    public const string ConsoleScope = "clawfleet.console";

    /// <summary>The scope of what happened to a container.</summary>
    public const string EventScope = "clawfleet.container";

    /// <summary>On each line of output: <c>stdout</c> or <c>stderr</c> (OpenTelemetry semantic conventions, registry/attributes/log.md).</summary>
    public const string StreamAttribute = "log.iostream";

    private readonly Dictionary<string, string?> _health = new(StringComparer.Ordinal);

    public void Append(IReadOnlyList<MemberLogLine> lines)
    {
        using var otlp = OtlpJson.Logs();
        string? member = null;
        foreach (var line in lines)
        {
            if (line.Member != member)
            {
                otlp.Begin(fleet, member = line.Member, ConsoleScope);
            }

            var read = ConsoleLineReader.Read(line.Text);
            Record(otlp, line.Timestamp, read.Severity, read.SeverityText, read.Body, null, [KeyValuePair.Create(StreamAttribute, line.Stream == OutputStream.Stderr ? "stderr" : "stdout"), .. read.Attributes]);
        }

        store.AppendJson(Signal.Logs, otlp.Finish());
    }

    /// <summary>Start, end and health of a container. What is no such thing is passed over.</summary>
    public void Append(EngineEvent seen)
    {
        // Podman tells the outcome of each check, Docker each change.
        if (seen.Action == "health_status" && _health.GetValueOrDefault(seen.Id) == seen.Detail)
        {
            return;
        }

        if (seen.Action == "health_status")
        {
            _health[seen.Id] = seen.Detail;
        }

        if (seen.Action is "start" or "die")
        {
            // What was said of another run says nothing of this one.
            _health.Remove(seen.Id);
        }

        if (Describe(seen) is not { } said || !seen.Name.StartsWith(fleet + "-", StringComparison.Ordinal))
        {
            return;
        }

        using var otlp = OtlpJson.Logs();
        otlp.Begin(fleet, seen.Name[(fleet.Length + 1)..], EventScope);
        Record(otlp, seen.Time, said.Severity, "", said.Text, $"container.{seen.Action}", Details(seen));
        store.AppendJson(Signal.Logs, otlp.Finish());
    }

    /// <summary>Says that nobody looks from now on, so that what is known last of a member is not taken for what went on.</summary>
    public void AppendEnd(IReadOnlyCollection<string> members, DateTimeOffset at)
    {
        if (members.Count == 0)
        {
            return;
        }

        using var otlp = OtlpJson.Logs();
        foreach (var member in members)
        {
            otlp.Begin(fleet, member, EventScope);
            Record(otlp, at, 9, "", "the recording ended", "recording.end", []);
        }

        store.AppendJson(Signal.Logs, otlp.Finish());
    }

    private static (int Severity, string Text)? Describe(EngineEvent seen) => seen.Action switch
    {
        "create" => (9, "container created"),
        "start" => (9, "container started"),
        "die" when seen.ExitCode is null or 0 or 143 => (9, "container ended"),
        "die" => (17, $"container ended with exit code {seen.ExitCode}"),
        "oom" => (17, "out of memory"),
        "stop" => (9, "container stopped"),
        "destroy" => (9, "container removed"),
        "health_status" when seen.Detail is not null => (seen.Detail == "unhealthy" ? 13 : 9, $"the image's own health check says {seen.Detail}"),
        _ => null,
    };

    // For the dashboard's account of a container's life, which does not read sentences.
    private static KeyValuePair<string, string>[] Details(EngineEvent seen) => seen switch
    {
        { Action: "health_status", Detail: { } health } => [KeyValuePair.Create("container.health", health)],
        { Action: "die", ExitCode: { } code } => [KeyValuePair.Create("container.exit_code", code.ToString(CultureInfo.InvariantCulture))],
        _ => [],
    };

    private static void Record(OtlpJson otlp, DateTimeOffset time, int severity, string word, string body, string? eventName, IEnumerable<KeyValuePair<string, string>> attributes)
    {
        otlp.Json.WriteStartObject();
        otlp.Time("timeUnixNano", time);
        if (severity > 0)
        {
            otlp.Json.WriteNumber("severityNumber", severity);
        }

        if (word.Length > 0)
        {
            otlp.Json.WriteString("severityText", word);
        }

        if (eventName is not null)
        {
            otlp.Json.WriteString("eventName", eventName);
        }

        otlp.Text("body", body);
        otlp.Json.WriteStartArray("attributes");
        foreach (var (key, value) in attributes)
        {
            otlp.Attribute(key, value);
        }

        otlp.Json.WriteEndArray();
        otlp.Json.WriteEndObject();
    }
}
