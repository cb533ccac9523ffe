using System.Collections.Immutable;
using System.Globalization;
using ClawFleet.Telemetry;
using Microsoft.AspNetCore.Http;

namespace ClawFleet.Dashboard.Web;

/// <summary>Reads a query string; what makes no sense is an error that names the parameter.</summary>
internal static class Question
{
    public static ImmutableArray<string> Members(HttpRequest request) => [.. request.Query["member"].Where(name => !string.IsNullOrEmpty(name)).Select(name => name!)];

    public static string? Text(HttpRequest request, string name) => request.Query[name].ToString() is { Length: > 0 } text ? text : null;

    /// <exception cref="BadQuestionException">It is no number in that range.</exception>
    public static int Number(HttpRequest request, string name, int otherwise, int least, int most) => Text(request, name) switch
    {
        null => otherwise,
        var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most => number,
        var text => throw new BadQuestionException($"{name} is a number from {least} to {most}, not '{text}'"),
    };

    /// <summary><c>key=value</c> and <c>key!=value</c>, several joined by a space or a comma; a key alone means that it is there.</summary>
    public static ImmutableArray<AttributeFilter> Attributes(HttpRequest request, string name = "attributes") =>
        [.. (Text(request, name) ?? "").Split([' ', ','], StringSplitOptions.RemoveEmptyEntries).Select(Attribute)];

    /// <exception cref="BadQuestionException">It is no place in a list that was given out.</exception>
    public static LogCursor? LogCursor(HttpRequest request) => Text(request, "before")?.Split('.') switch
    {
        null => null,
        [var time, var sequence] when ulong.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var nano) && ulong.TryParse(sequence, NumberStyles.None, CultureInfo.InvariantCulture, out var order) =>
            new LogCursor(nano, order),
        _ => throw new BadQuestionException("before is the `next` of an earlier answer"),
    };

    /// <exception cref="BadQuestionException">It is no place in a list that was given out.</exception>
    public static TraceCursor? TraceCursor(HttpRequest request) => Text(request, "before")?.Split('.') switch
    {
        null => null,
        [var time, var id] when ulong.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var nano) && TraceId.TryParse(id, out var trace) => new TraceCursor(nano, trace),
        _ => throw new BadQuestionException("before is the `next` of an earlier answer"),
    };

    private static AttributeFilter Attribute(string text)
    {
        if (text.IndexOf("!=", StringComparison.Ordinal) is > 0 and var not)
        {
            return new AttributeFilter(text[..not], AttributeTest.NotEqual, text[(not + 2)..]);
        }

        return text.IndexOf('=', StringComparison.Ordinal) is > 0 and var equal
            ? new AttributeFilter(text[..equal], AttributeTest.Equal, text[(equal + 1)..])
            : new AttributeFilter(text, AttributeTest.Exists);
    }
}
