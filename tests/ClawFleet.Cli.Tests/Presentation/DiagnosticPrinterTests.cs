using ClawFleet.Cli.Presentation;
using ClawFleet.Model.Diagnostics;

namespace ClawFleet.Cli.Tests.Presentation;

public sealed class DiagnosticPrinterTests
{
    [Fact]
    public void A_fault_shows_its_place_its_line_why_and_what_to_do()
    {
        var console = new RecordedConsole();

        DiagnosticPrinter.Print(console.Console,
        [
            new("CF0102", Severity.Error, new SourceSpan("clawden.yaml", 4, 3, 7), "unknown key 'chanels'", "it would reach no runtime", "write 'channels'", "  chanels:"),
            new("CF0301", Severity.Warning, new SourceSpan("clawden.yaml", 12, 5, 0), "a literal secret", null, null, "\t  x"),
        ]);

        Assert.Equal(
            """
            clawden.yaml:4:3: error CF0102: unknown key 'chanels'
               4 |   chanels:
                 |   ^^^^^^^
              why: it would reach no runtime
              fix: write 'channels'
            clawden.yaml:12:5: warning CF0301: a literal secret
              12 | TAB  x
                 | TAB   ^
            1 error; nothing was changed

            """.ReplaceLineEndings("\n").Replace("TAB", "\t"),
            console.ErrorText);
        Assert.Equal("", console.OutText);
    }

    [Fact]
    public void Warnings_alone_do_not_count_errors()
    {
        var console = new RecordedConsole();

        DiagnosticPrinter.Print(console.Console, [new("CF0301", Severity.Warning, null, "a literal secret", null, "use $TOKEN")]);

        Assert.Equal("warning CF0301: a literal secret\n  fix: use $TOKEN\n", console.ErrorText);
    }
}
