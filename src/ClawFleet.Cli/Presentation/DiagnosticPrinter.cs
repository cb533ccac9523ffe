using System.Collections.Immutable;
using ClawFleet.Cli.Terminal;
using ClawFleet.Model.Diagnostics;

namespace ClawFleet.Cli.Presentation;

/// <summary>
/// Diagnostics in the form editors and people know:
/// <code>
/// clawden.yaml:4:3: error CF0102: unknown key 'chanels'
///    4 |   chanels:
///      |   ^^^^^^^
///   why: …
///   fix: …
/// </code>
/// </summary>
internal static class DiagnosticPrinter
{
    public static void Print(CliConsole console, ImmutableArray<Diagnostic> diagnostics)
    {
        foreach (var diagnostic in diagnostics)
        {
            PrintOne(console, diagnostic);
        }

        var errors = diagnostics.Count(diagnostic => diagnostic.Severity == Severity.Error);
        if (errors > 0)
        {
            console.Error.WriteLine(errors == 1 ? "1 error; nothing was changed" : $"{errors} errors; nothing was changed");
        }
    }

    private static void PrintOne(CliConsole console, Diagnostic diagnostic)
    {
        var paint = console.ErrorPaint;
        var word = diagnostic.Severity == Severity.Error ? paint.Red("error") : paint.Yellow("warning");
        var place = diagnostic.Span is { } at ? paint.Bold($"{Shorten(at.File)}:{at.Line}:{at.Column}: ") : "";
        console.Error.WriteLine($"{place}{word} {diagnostic.Code}: {diagnostic.What}");
        if (diagnostic is { Span: { } span, SourceLine: { } source })
        {
            var number = span.Line.ToString(System.Globalization.CultureInfo.InvariantCulture).PadLeft(4);
            console.Error.WriteLine($"{paint.Dim($"{number} |")} {source}");

            // Tabs stay tabs, so that the caret stands below its place whatever their width.
            var lead = string.Concat(source.Take(span.Column - 1).Select(c => c == '\t' ? '\t' : ' ')).PadRight(span.Column - 1);
            var length = Math.Max(1, Math.Min(span.Length, source.Length - (span.Column - 1)));
            console.Error.WriteLine($"{paint.Dim("     |")} {lead}{paint.Red(new string('^', length))}");
        }

        if (diagnostic.Why is { } why)
        {
            console.Error.WriteLine($"  {paint.Dim("why:")} {why}");
        }

        if (diagnostic.Remedy is { } remedy)
        {
            console.Error.WriteLine($"  {paint.Dim("fix:")} {remedy}");
        }
    }

    /// <summary>Relative where that is shorter and goes down only.</summary>
    private static string Shorten(string file)
    {
        if (!Path.IsPathRooted(file))
        {
            return file;
        }

        var relative = Path.GetRelativePath(Directory.GetCurrentDirectory(), file);
        return relative.StartsWith("..", StringComparison.Ordinal) ? file : relative;
    }
}
