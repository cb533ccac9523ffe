using System.Collections.Immutable;
using ClawFleet.Cli.Terminal;
using ClawFleet.Model.Diagnostics;

namespace ClawFleet.Cli.Presentation;

/// <summary>What a file has to say, as talk.</summary>
internal static class DiagnosticPrinter
{
    public static void Print(CliConsole console, ImmutableArray<Diagnostic> diagnostics)
    {
        foreach (var diagnostic in diagnostics)
        {
            var shown = diagnostic.Span is { } span ? diagnostic with { Span = span with { File = Shorten(span.File) } } : diagnostic;
            console.Error.WriteLine(DiagnosticText.Render(shown, console.ErrorPaint.Enabled));
        }

        var errors = diagnostics.Count(diagnostic => diagnostic.Severity == Severity.Error);
        if (errors > 0)
        {
            console.Error.WriteLine(errors == 1 ? "1 error; nothing was changed" : $"{errors} errors; nothing was changed");
        }
    }

    /// <summary>Relative to where the user is, unless it lies elsewhere.</summary>
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
