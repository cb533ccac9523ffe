using System.ComponentModel;
using System.Text.Json.Nodes;
using ClawFleet.Telemetry;
using ModelContextProtocol;

namespace ClawFleet.Observer.Mcp;

/// <summary>What members said, did and used.</summary>
internal sealed class TelemetryTools(FreshRecord record, HostLogs running, Func<Func<string, string>> mask)
{
    private const string SinceHelp = "Only what is newer: 30m, 1h, 2d (ago), or a time such as 2026-11-27T08:00:00Z.";
    private const int MostLogs = 500;
    private const int MostTraces = 100;
    private const int MostSpans = 500;
    private const int MostSeries = 40;

    [Description("Log records of members, in the order of time, the newest that fit: their output (with its level where it says one), what happened to their containers (started, ended, health), and what they sent over OpenTelemetry.")]
    public async Task<string> ReadLogsAsync(
        [Description("Of this member only.")] string? member = null,
        [Description("This level and above: trace, debug, info, warn, error or fatal. Lines that say no level are left out then.")] string? level = null,
        [Description("Found in the text or in an attribute, without regard to case.")] string? text = null,
        [Description(SinceHelp)] string? since = null,
        [Description("How many at most, 1 to 500.")] int limit = 100,
        CancellationToken ct = default)
    {
        var (severity, from, most) = (Severity(level), Time(since), Math.Clamp(limit, 1, MostLogs));
        // Of a member that it does not know the record on disk has the last word.
        if (await running.ReadAsync(member, severity, text, from, most, ct).ConfigureAwait(false) is { } found && (found.Logs.Count > 0 || member is null))
        {
            return Answer.Of(new JsonObject { ["logs"] = found.Logs, ["more"] = found.More }, "logs", mask(), keepLast: true);
        }

        using var store = await Answer.AskAsync(() => record.LogsAsync(member is null ? [] : [member], ct)).ConfigureAwait(false);
        var query = new LogQuery { LeastSeverity = severity, Members = Members(store, member), Text = text, From = from, Limit = most };
        var page = store.Logs(query);
        var answer = new JsonObject
        {
            ["logs"] = new JsonArray([.. page.Records.Reverse().Select(TelemetryJson.Log)]),
            ["more"] = page.Next is not null,
        };
        return Answer.Of(answer, "logs", mask(), keepLast: true);
    }

    [Description("Traces, newest first: what commands did to the fleet (up, restart, …; service clawden) and what programs sent over OpenTelemetry. read_trace shows one.")]
    public string ListTraces(
        [Description("Only traces that this member (or clawden) took part in.")] string? member = null,
        [Description("Found in the trace's name, without regard to case.")] string? name = null,
        [Description("Only traces in which something failed.")] bool failed = false,
        [Description(SinceHelp)] string? since = null,
        [Description("How many at most, 1 to 100.")] int limit = 20)
    {
        var from = Time(since);
        using var store = record.Read(Signal.Traces, from, there => member is null || there.Members.Any(m => m.Is(member)));
        var page = store.Traces(new TraceQuery { Members = Members(store, member), Name = name, Failed = failed, From = from, Limit = Math.Clamp(limit, 1, MostTraces) });
        var answer = new JsonObject
        {
            ["traces"] = new JsonArray([.. page.Traces.Select(TelemetryJson.Trace)]),
            ["more"] = page.Next is not null,
        };
        return Answer.Of(answer, "traces", mask());
    }

    [Description("The spans of one trace by their start, with durations in milliseconds, attributes, events and what failed.")]
    public string ReadTrace([Description("The trace's id as list_traces has it: 32 hexadecimal digits.")] string id)
    {
        if (!TraceId.TryParse(id, out var trace))
        {
            throw new McpException($"'{id}' is no trace id: 32 hexadecimal digits are, as list_traces has them.");
        }

        using var store = record.Read(Signal.Traces);
        var spans = store.Trace(trace);
        if (spans.IsEmpty)
        {
            throw new McpException($"There is no trace {id} in the record (any more).");
        }

        var answer = new JsonObject
        {
            ["trace"] = id,
            ["count"] = spans.Length,
            ["spans"] = new JsonArray([.. spans.Take(MostSpans).Select(span => TelemetryJson.Span(span, spans[0].StartUnixNano))]),
        };
        return Answer.Of(answer, "spans", mask());
    }

    [Description("Metrics. Without an instrument: which there are. With one: its series with first, last, least, most, average and some points; of histograms count, average and percentiles.")]
    public string QueryMetrics(
        [Description("The instrument's name, such as container.memory.usage; leave out to list them.")] string? instrument = null,
        [Description("Of this member only (host: this machine).")] string? member = null,
        [Description(SinceHelp + " Default: 15m.")] string? since = null)
    {
        var from = Time(since ?? "15m");
        using var store = record.Read(Signal.Metrics, instrument is null ? null : from, there => there.Instruments(member is null ? [] : [member]).Any(i => i.Name == instrument));
        var members = Members(store, member);
        var there = store.Instruments(members);
        if (instrument is null)
        {
            var listed = new JsonObject { ["instruments"] = new JsonArray([.. there.GroupBy(i => i.Name).OrderBy(g => g.Key, StringComparer.Ordinal).Select(TelemetryJson.Instrument)]) };
            if (there.IsEmpty)
            {
                listed["note"] = "No metric is recorded. They are recorded while the host that 'clawden up' leaves, or 'clawden dashboard', runs.";
            }

            return Answer.Of(listed, "instruments", mask());
        }

        if (there.All(i => i.Name != instrument))
        {
            throw new McpException($"No instrument {instrument} is recorded{(member is null ? "" : $" of {member}")}; query_metrics without one lists them.");
        }

        var series = store.Series(new MetricQuery { Instrument = instrument, Members = members, From = from });
        var answer = new JsonObject
        {
            ["instrument"] = instrument,
            ["unit"] = there.First(i => i.Name == instrument).Unit,
            ["count"] = series.Length,
            ["series"] = new JsonArray([.. series.Where(s => !s.Points.IsEmpty).Take(MostSeries).Select(MetricJson.Series)]),
        };
        return Answer.Of(answer, "series", mask());
    }

    private static System.Collections.Immutable.ImmutableArray<string> Members(TelemetryStore store, string? member)
    {
        if (member is null)
        {
            return [];
        }

        var known = store.Members;
        return known.Any(m => m.Is(member)) ? [member]
            : throw new McpException($"Nothing is recorded of {member}; there is something of: {(known.IsEmpty ? "nobody" : string.Join(", ", known.Select(m => m.Service).Distinct()))}.");
    }

    private static DateTimeOffset? Time(string? since) => since is null ? null
        : Since.TryRead(since, DateTimeOffset.UtcNow) ?? throw new McpException($"since takes {Since.Forms}, not '{since}'.");

    private static int Severity(string? level) => level?.ToUpperInvariant() switch
    {
        null or "" => 0,
        "TRACE" => 1,
        "DEBUG" => 5,
        "INFO" or "INFORMATION" => 9,
        "WARN" or "WARNING" => 13,
        "ERROR" => 17,
        "FATAL" or "CRITICAL" => 21,
        _ => throw new McpException($"level is one of trace, debug, info, warn, error and fatal, not '{level}'."),
    };
}
