using System.Collections.Immutable;
using System.Globalization;
using ClawFleet.Dashboard.Serving;
using ClawFleet.Telemetry;

namespace ClawFleet.Dashboard.Pages;

/// <summary>One trace as a waterfall.</summary>
internal sealed record TraceModel(TraceId Id, string Name, DateTimeOffset Start, TimeSpan Duration, int Errors, ImmutableArray<string> Members, ImmutableArray<TraceRow> Rows, long TokensIn, long TokensOut)
{
    /// <summary>Rows that come to the page at once, the ones near the window.</summary>
    public const int RowsAtOnce = 50;

    /// <summary>How many spans it has, those that are not looked for among them.</summary>
    public int Spans { get; private init; }

    /// <summary>What is looked for in names, members, attributes and failures; empty for all.</summary>
    public string Text { get; private init; } = "";

    /// <summary>Only failed spans.</summary>
    public bool Failed { get; private init; }

    /// <summary>The first of the rows that are shown now.</summary>
    public int From { get; private init; }

    public bool Filtered => Text.Length > 0 || Failed;

    public IEnumerable<TraceRow> Shown => Rows.Skip(From).Take(RowsAtOnce);

    /// <summary>Another text when the rows of a block are others: spans come while a trace is looked at.</summary>
    public string Revision => string.Create(CultureInfo.InvariantCulture, $"{Spans}-{Duration.Ticks}-{Errors}");

    public static TraceModel? Of(TraceId id, TelemetryStore store, RequestQuery ask)
    {
        if (Of(id, store) is not { } whole)
            return null;
        var (text, failed) = (ask.Text("text"), ask.Flag("failed"));
        var rows = text.Length == 0 && !failed ? whole.Rows : [.. whole.Rows.Where(r => (!failed || r.Span.Status == SpanStatus.Error) && (text.Length == 0 || Has(r.Span, text)))];
        var place = ask.Text("span") is { Length: > 0 } span ? rows.IndexOf(rows.FirstOrDefault(r => r.Span.SpanId.ToString() == span)!) : ask.Number("from", 0, 0, int.MaxValue);
        return whole with { Rows = rows, Text = text, Failed = failed, From = Math.Clamp(place, 0, Math.Max(0, rows.Length - 1)) / RowsAtOnce * RowsAtOnce };
    }

    private static bool Has(Span span, string text)
    {
        return Found(span.Name) || Found(span.Resource.Member.Service) || Found(span.StatusMessage) || span.Attributes.Any(a => Found(a.Key) || Found(a.Value.ToString())) || span.Events.Any(e => Found(e.Name));

        bool Found(string? where) => where?.Contains(text, StringComparison.OrdinalIgnoreCase) == true;
    }

    private static TraceModel? Of(TraceId id, TelemetryStore store)
    {
        var spans = store.Trace(id);
        if (spans.IsEmpty)
            return null;
        var start = spans.Min(s => s.StartUnixNano);
        var end = spans.Max(s => Math.Max(s.EndUnixNano, s.StartUnixNano));
        var rows = Ordered(spans).Select(s => Row(s.Span, s.Depth, start, Math.Max(end - start, 1))).ToImmutableArray();
        return new TraceModel(
            id, (spans.FirstOrDefault(s => s.ParentSpanId.IsEmpty) ?? spans[0]).Name, UnixNano.ToTime(start), UnixNano.Between(start, end), spans.Count(s => s.Status == SpanStatus.Error),
            [.. spans.Select(s => s.Resource.Member.Service).Distinct(StringComparer.Ordinal)], rows, spans.Sum(s => Tokens(s, "gen_ai.usage.input_tokens") ?? 0),
            spans.Sum(s => Tokens(s, "gen_ai.usage.output_tokens") ?? 0))
        { Spans = spans.Length };
    }

    // Each span before its children; one whose parent is not kept stands at the top. Without recursion: a trace may be as deep as it likes, and a circle ends.
    private static IEnumerable<(Span Span, int Depth)> Ordered(ImmutableArray<Span> spans)
    {
        var known = spans.Select(s => s.SpanId).ToHashSet();
        var children = spans.Where(s => known.Contains(s.ParentSpanId) && s.ParentSpanId != s.SpanId).ToLookup(s => s.ParentSpanId);
        var shown = new HashSet<ulong>();
        var next = new Stack<(Span Span, int Depth)>(spans.Where(s => !known.Contains(s.ParentSpanId) || s.ParentSpanId == s.SpanId).Reverse().Select(s => (s, 0)));
        while (next.TryPop(out var one))
        {
            if (!shown.Add(one.Span.Sequence))
                continue;
            yield return one;
            foreach (var child in children[one.Span.SpanId].Reverse())
                next.Push((child, one.Depth + 1));
        }
        foreach (var span in spans)
            if (shown.Add(span.Sequence))
                yield return (span, 0);
    }

    private static TraceRow Row(Span span, int depth, ulong start, ulong total)
    {
        var offset = Math.Min(998, (int)((span.StartUnixNano - start) * 1000.0 / total));
        var width = (int)((span.EndUnixNano > span.StartUnixNano ? span.EndUnixNano - span.StartUnixNano : 0) * 1000.0 / total);
        return new TraceRow(span, depth, offset, Math.Clamp(width, 2, 1000 - offset), TokensWord(span));
    }

    private static string? TokensWord(Span span) =>
        (Tokens(span, "gen_ai.usage.input_tokens"), Tokens(span, "gen_ai.usage.output_tokens")) switch
        {
            (null, null) => null,
            var (given, made) => string.Create(CultureInfo.InvariantCulture, $"{Model(span)}{given ?? 0:N0} in, {made ?? 0:N0} out"),
        };

    private static string Model(Span span) =>
        (span.Attributes.FirstOrDefault(a => a.Key == "gen_ai.response.model") ?? span.Attributes.FirstOrDefault(a => a.Key == "gen_ai.request.model"))?.Value.ToString() is { Length: > 0 } model ? model + ": " : "";

    private static long? Tokens(Span span, string key) => span.Attributes.FirstOrDefault(a => a.Key == key)?.Value is WholeValue whole ? whole.Value : null;
}
