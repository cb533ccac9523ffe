using ClawFleet.Cli.Terminal;
using ClawFleet.Hosting;

namespace ClawFleet.Cli.Presentation;

/// <summary>What an <c>up</c> would do, a line each: <c>  + create  crew-two  (not there)</c>.</summary>
internal static class ChangeText
{
    public static string Line(Paint paint, PlannedChange change)
    {
        var words = $"{change.Verb} {change.Target}";
        var marked = change.Verb switch
        {
            _ when change.Verb.StartsWith("create", StringComparison.Ordinal) => paint.Green("+ " + words),
            _ when change.Verb.StartsWith("remove", StringComparison.Ordinal) => paint.Red("- " + words),
            _ => paint.Yellow("~ " + words),
        };
        return $"  {marked} {paint.Dim($"({change.Cause})")}";
    }
}
