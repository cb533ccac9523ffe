using System.Collections.Immutable;
using ClawFleet.Dashboard.Serving;
using ClawFleet.Telemetry;

namespace ClawFleet.Dashboard.Pages;

/// <summary>A page of structured log records, newest first.</summary>
internal sealed record LogsModel(
    ImmutableArray<string> Members, string Member, int Level, string Text, string Attribute, string Trace, bool First, ImmutableArray<LogRecord> Records, string? Older, string? Problem)
{
    private const int PerPage = 200;

    public bool Filtered => Member.Length + Text.Length + Attribute.Length + Trace.Length + Level > 0;

    public static LogsModel Of(RequestQuery ask, TelemetryStore store)
    {
        LogPage page;
        string? problem = null;
        try
        {
            page = store.Logs(ask.Logs(PerPage));
        }
        catch (BadQueryException e)
        {
            // What is half typed is said beside the filters, and the page stays.
            (page, problem) = (new LogPage([], null), e.Message);
        }
        return new LogsModel(
            Services(store), ask.Text("member"), problem is null ? ask.Number("level", 0, 0, 24) : 0, ask.Text("text"), ask.Text("attr"), ask.Text("trace"), ask.Text("before").Length == 0, page.Records,
            page.Next is { } next ? $"{next.TimeUnixNano}-{next.Sequence}" : null, problem);
    }

    public static ImmutableArray<string> Services(TelemetryStore store) => [.. store.Members.Select(m => m.Service).Distinct(StringComparer.Ordinal)];
}
