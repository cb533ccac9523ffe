using System.Collections.Immutable;
using ClawFleet.Dashboard.Serving;
using ClawFleet.Telemetry;

namespace ClawFleet.Dashboard.Pages;

/// <summary>A page of traces, newest first.</summary>
internal sealed record TracesModel(
    ImmutableArray<string> Members, string Member, string Text, bool Failed, int Least, bool First, ImmutableArray<TraceSummary> Traces, TimeSpan Longest, string? Older)
{
    private const int PerPage = 100;

    public bool Filtered => Member.Length + Text.Length + Least > 0 || Failed;

    public static TracesModel Of(RequestQuery ask, TelemetryStore store)
    {
        var page = store.Traces(ask.Traces(PerPage));
        return new TracesModel(
            LogsModel.Services(store), ask.Text("member"), ask.Text("text"), ask.Flag("failed"), ask.Number("least", 0, 0, int.MaxValue), ask.Text("before").Length == 0, page.Traces,
            page.Traces.IsEmpty ? TimeSpan.Zero : page.Traces.Max(t => t.Duration), page.Next is { } next ? $"{next.Start}-{next.Id}" : null);
    }
}
