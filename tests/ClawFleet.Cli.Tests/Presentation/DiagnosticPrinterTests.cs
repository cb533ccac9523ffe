using ClawFleet.Cli.Presentation;
using ClawFleet.Model.Diagnostics;

namespace ClawFleet.Cli.Tests.Presentation;

public sealed class DiagnosticPrinterTests
{
    [Fact]
    public void Faults_are_talk_with_a_path_from_where_the_user_is_and_are_counted()
    {
        var console = new RecordedConsole();
        var file = Path.Combine(Directory.GetCurrentDirectory(), "fleets", "clawden.yaml");

        DiagnosticPrinter.Print(console.Console,
        [
            new("CF0102", Severity.Error, new SourceSpan(file, 4, 3, 7), "unknown key 'chanels'", "it would reach no runtime", "write 'channels'", "  chanels:"),
            new("CF0103", Severity.Error, new SourceSpan("/elsewhere/clawden.yaml", 1, 1, 0), "the file is empty", null, null),
        ]);

        Assert.StartsWith("fleets/clawden.yaml:4:3: error CF0102: unknown key 'chanels'\n", console.ErrorText);
        Assert.Contains("\n/elsewhere/clawden.yaml:1:1: error CF0103: the file is empty\n", console.ErrorText);
        Assert.EndsWith("\n2 errors; nothing was changed\n", console.ErrorText);
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
