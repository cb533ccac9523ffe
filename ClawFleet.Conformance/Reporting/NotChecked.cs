using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace ClawFleet.Conformance.Reporting;

/// <summary>Skips a test, and keeps the reason for the table: after the test, xunit does not tell it any more.</summary>
internal static class NotChecked
{
    private static readonly ConcurrentDictionary<string, string> Reasons = new(StringComparer.Ordinal);

    public static void When([DoesNotReturnIf(true)] bool condition, string reason)
    {
        if (condition && TestContext.Current.Test is { } test) Reasons[test.UniqueID] = reason;

        Assert.SkipWhen(condition, reason);
    }

    public static void Unless([DoesNotReturnIf(false)] bool condition, string reason) => When(!condition, reason);

    public static string? ReasonOf(string test) => Reasons.GetValueOrDefault(test);
}
