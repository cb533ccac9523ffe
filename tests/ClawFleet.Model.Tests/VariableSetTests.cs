using ClawFleet.Model.Diagnostics;
using ClawFleet.Model.Environments;

namespace ClawFleet.Model.Tests;

public class VariableSetTests
{
    private static readonly Dictionary<string, string> Nothing = [];

    [Theory]
    [InlineData("A=b", "b")]
    [InlineData("export A=b", "b")]
    [InlineData("  A = b  ", "b")]
    [InlineData("A=", "")]
    [InlineData("A=b # note", "b")]
    [InlineData("A=b#c", "b#c")]
    [InlineData("A=# note", "# note")]
    [InlineData("A='b # c'", "b # c")]
    [InlineData("A='b\\n$C' # note", "b\\n$C")]
    [InlineData("A=\"b\\n\\\"c\\\" \\$D \\x\"", "b\n\"c\" $D \\x")]
    [InlineData("A=\"one\ntwo\"", "one\ntwo")]
    [InlineData("A=b=c", "b=c")]
    [InlineData("A=b\r\nB=c\r\n", "b")]
    [InlineData("\uFEFFA=b", "b")]
    [InlineData("A=first\nA=second", "second")]
    [InlineData("# A=x\n\nA=b", "b")]
    [InlineData("A=$B", "$B")]
    public void An_environment_file_gives_its_value(string text, string value)
    {
        var set = VariableSet.From(Nothing, text);
        Assert.Empty(set.Diagnostics);
        Assert.Equal(value, set.Find("A")!.Value);
    }

    [Theory]
    [InlineData("just words here-is-a-secret")]
    [InlineData("1A=here-is-a-secret")]
    [InlineData("A-B=here-is-a-secret")]
    [InlineData("A='here-is-a-secret")]
    [InlineData("A=\"x\" here-is-a-secret")]
    public void A_malformed_line_is_told_with_its_place_and_the_lines_after_it_count(string line)
    {
        var set = VariableSet.From(Nothing, $"# first\n{line}\nLATER=yes");
        var fault = Assert.Single(set.Diagnostics);
        Assert.Equal((DiagnosticCodes.BadEnvLine, Severity.Warning, 2), (fault.Code, fault.Severity, fault.Span!.Value.Line));
        Assert.DoesNotContain("here-is-a-secret", DiagnosticText.Render(fault, color: false), StringComparison.Ordinal);
        Assert.Equal("yes", set.Find("LATER")!.Value);
    }

    [Fact]
    public void The_process_wins_over_the_file_and_the_extra_file_over_both()
    {
        var set = VariableSet.From(new Dictionary<string, string> { ["B"] = "process", ["C"] = "process" }, "A=file\nB=file\nC=file", "\nC=extra");
        Assert.Equal(["file", "process", "extra"], new[] { "A", "B", "C" }.Select(n => set.Find(n)!.Value));
        Assert.Equal([".env:1", "environment", "--env-file:2", null], new[] { "A", "B", "C", "D" }.Select(set.SourceOf));
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("$A", "1")]
    [InlineData("${A}", "1")]
    [InlineData("x-${A}-$B.", "x-1-2.")]
    [InlineData("$$A and $$", "$A and $")]
    [InlineData("${UNSET:-d}", "d")]
    [InlineData("${EMPTY:-d}", "d")]
    [InlineData("$EMPTY", "")]
    [InlineData("${UNSET:-}", "")]
    [InlineData("${UNSET:-${B}}", "2")]
    [InlineData("${UNSET:-a}b}", "ab}")]
    [InlineData("${A:-${UNSET}}", "1")]
    public void Text_expands(string text, string value)
    {
        var set = VariableSet.From(new Dictionary<string, string> { ["A"] = "1", ["B"] = "2", ["EMPTY"] = "" });
        Assert.True(set.TryExpand(text, out var expanded, out var missing));
        Assert.Equal(value, expanded);
        Assert.Empty(missing);
    }

    [Fact]
    public void All_missing_names_are_given_once()
    {
        Assert.False(VariableSet.Empty.TryExpand("$A ${B} $A ${C:-$D}", out var value, out var missing));
        Assert.Equal("", value);
        Assert.Equal(["A", "B", "D"], missing);
    }

    [Theory]
    [InlineData("$")]
    [InlineData("$1")]
    [InlineData("${}")]
    [InlineData("${A")]
    [InlineData("${A?}")]
    [InlineData("${A:-")]
    [InlineData("a $ b")]
    public void Malformed_text_does_not_expand(string text) => Assert.False(VariableSet.Empty.TryExpand(text, out _, out _));

    [Fact]
    public void A_missing_extra_file_is_an_error_and_a_missing_env_file_is_none()
    {
        var folder = Directory.CreateTempSubdirectory("clawfleet-model-");
        try
        {
            var none = Path.Combine(folder.FullName, "none");
            Assert.Empty(VariableSet.Read(none, Nothing).Diagnostics);
            Assert.Equal([DiagnosticCodes.NoEnvFile], VariableSet.Read(none, Nothing, none).Diagnostics.Select(d => d.Code));
            File.WriteAllText(none, "A=1");
            var set = VariableSet.Read(none, Nothing);
            Assert.Equal(("1", "none:1"), (set.Find("A")!.Value, set.SourceOf("A")));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Nothing_prints_a_value()
    {
        var set = VariableSet.From(new Dictionary<string, string> { ["A"] = "hunter2" });
        Assert.DoesNotContain("hunter2", $"{set} {set.Find("A")}", StringComparison.Ordinal);
    }
}
