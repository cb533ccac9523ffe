using System.Reflection;
using ClawFleet.Model.Diagnostics;
using ClawFleet.Model.Tests.Support;

namespace ClawFleet.Model.Tests;

public class DiagnosticCodeTests
{
    private static readonly Dictionary<string, string> Codes = typeof(DiagnosticCodes).GetFields(BindingFlags.Public | BindingFlags.Static).ToDictionary(f => f.Name, f => (string)f.GetRawConstantValue()!);

    [Fact]
    public void No_two_codes_are_the_same() => Assert.Equal(Codes.Count, Codes.Values.Distinct().Count());

    [Fact]
    public void The_page_of_diagnostics_lists_every_code_and_no_other()
    {
        var listed = File.ReadLines(Path.Combine(Golden.Root, "docs", "diagnostics.md"))
            .Where(l => l.StartsWith("| CF", StringComparison.Ordinal)).Select(l => l.Split('|')[1].Trim()).ToList();
        Assert.Equal(Codes.Values.Order(StringComparer.Ordinal), listed);
    }

    [Fact]
    public void Every_code_of_a_file_is_shown_by_a_golden_file()
    {
        var shown = Golden.Cases("diagnostics", ".txt").Select(n => Golden.Read($"diagnostics/{n}.txt")).Aggregate("", string.Concat);

        // These come from environment files, from a runtime's adapter, from the engine and from a change of the file, and have tests of their own.
        string[] elsewhere = [DiagnosticCodes.BadEnvLine, DiagnosticCodes.NoEnvFile, DiagnosticCodes.RefusedByRuntime, DiagnosticCodes.LimitedByRuntime, DiagnosticCodes.NoOciRuntime, DiagnosticCodes.PinElsewhere];
        Assert.All(Codes.Values.Except(elsewhere), code => Assert.Contains(code, shown, StringComparison.Ordinal));
    }

    [Fact]
    public void What_a_file_holds_does_not_steer_the_terminal()
    {
        var text = Fleets.Text(Fleets.Load("runtime: \"zero\u001b[31m\u0007claw\u202e\"").Diagnostics);
        Assert.DoesNotContain(text, c => c is not '\n' && (char.IsControl(c) || c == '\u202e'));
        Assert.Contains("zero\ufffd[31m\ufffdclaw\ufffd", text, StringComparison.Ordinal);
    }
}
