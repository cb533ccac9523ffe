using System.Collections.Immutable;
using System.Globalization;
using ClawFleet.Telemetry;
using Microsoft.AspNetCore.Http;

namespace ClawFleet.Dashboard.Serving;

/// <summary>What the address asks for, the same words on the pages and in the API.</summary>
internal sealed class RequestQuery(IQueryCollection query)
{
    private static readonly (string Sign, AttributeTest Test)[] signs =
        [("!=", AttributeTest.NotEqual), ("!~", AttributeTest.NotContains), (">=", AttributeTest.GreaterOrEqual), ("<=", AttributeTest.LessOrEqual),
            ("=", AttributeTest.Equal), ("~", AttributeTest.Contains), (">", AttributeTest.Greater), ("<", AttributeTest.Less)];

    public string Text(string name) => query[name].ToString().Trim();

    public bool Flag(string name) => query[name] is [.., { Length: > 0 } and not "0"];

    public ImmutableArray<string> Members => Text("member") is { Length: > 0 } member ? [member] : [];

    public int Number(string name, int otherwise, int least, int most) => Text(name) switch
    {
        "" => otherwise,
        var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) => Math.Clamp(number, least, most),
        var text => throw new BadQueryException($"{name}: '{text}' is no whole number"),
    };

    /// <summary>Conditions such as <c>channel=telegram</c>, <c>tokens&gt;=100</c>, <c>error</c> (there is one), one a value of <c>attr</c>.</summary>
    public ImmutableArray<AttributeFilter> Attributes => [.. query["attr"].Where(t => !string.IsNullOrWhiteSpace(t)).Select(t => Filter(t!.Trim()))];

    /// <summary>Dimensions of a metric: <c>d.KEY=VALUE</c>.</summary>
    public ImmutableArray<AttributeFilter> Dimensions =>
        [.. query.Where(q => q.Key.StartsWith("d.", StringComparison.Ordinal) && q.Value.ToString().Length > 0).Select(q => new AttributeFilter(q.Key[2..], AttributeTest.Equal, q.Value.ToString()))];

    public TraceId? Trace => Text("trace") switch
    {
        "" => null,
        var text => TraceId.TryParse(text, out var id) ? id : throw new BadQueryException($"trace: '{text}' is no trace id of 32 hexadecimal digits"),
    };

    public LogCursor? LogsBefore => Text("before") switch
    {
        "" => null,
        var text when text.Split('-') is [var time, var sequence] && ulong.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var t)
            && ulong.TryParse(sequence, NumberStyles.None, CultureInfo.InvariantCulture, out var s) => new LogCursor(t, s),
        var text => throw new BadQueryException($"before: '{text}' is no place among log records; take it from 'next'"),
    };

    public TraceCursor? TracesBefore => Text("before") switch
    {
        "" => null,
        var text when text.Split('-') is [var time, var id] && ulong.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var t) && TraceId.TryParse(id, out var trace)
            => new TraceCursor(t, trace),
        var text => throw new BadQueryException($"before: '{text}' is no place among traces; take it from 'next'"),
    };

    /// <summary>From this time on.</summary>
    public DateTimeOffset? Since => Text("since") switch
    {
        "" => null,
        var text when text.Contains('-', StringComparison.Ordinal) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) => time,
        var text => throw new BadQueryException($"since: '{text}' is no time such as 2026-11-27T08:00:00Z"),
    };

    public LogQuery Logs(int limit) => new()
    {
        From = Since,
        LeastSeverity = Number("level", 0, 0, 24),
        Members = Members,
        Text = Text("text"),
        Attributes = Attributes,
        TraceId = Trace,
        Limit = limit,
        Before = LogsBefore,
    };

    public TraceQuery Traces(int limit) => new()
    {
        Members = Members,
        Name = Text("text"),
        Failed = Flag("failed"),
        LeastDuration = TimeSpan.FromMilliseconds(Number("least", 0, 0, int.MaxValue)),
        Limit = limit,
        Before = TracesBefore,
    };

    private static AttributeFilter Filter(string text)
    {
        var at = text.IndexOfAny(['=', '!', '~', '<', '>']);
        if (at < 0)
            return new AttributeFilter(text, AttributeTest.Exists);
        foreach (var (sign, test) in signs)
            if (at > 0 && text.AsSpan(at).StartsWith(sign, StringComparison.Ordinal))
                return new AttributeFilter(text[..at].Trim(), test, text[(at + sign.Length)..].Trim());
        throw new BadQueryException($"attr: '{text}' is no condition such as channel=telegram, tokens>=100 or error");
    }
}
