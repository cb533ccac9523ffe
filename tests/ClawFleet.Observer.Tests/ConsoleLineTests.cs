using ClawFleet.Observer.Recording;

namespace ClawFleet.Observer.Tests;

public sealed class ConsoleLineTests
{
    [Theory]
    [InlineData("INFO gateway listening", 9)]
    [InlineData("2026-11-27T20:00:00Z  WARN no model configured", 13)]
    [InlineData("[error] it broke", 17)]
    [InlineData("time=2026 level=debug msg=hello", 5)]
    [InlineData("2026-11-27 20:04:09 UTC [30] LOG:  database system is ready", 9)]
    [InlineData("2026-11-27 20:04:09 UTC [30] FATAL:  password authentication failed", 21)]
    [InlineData("error: no such file", 17)]
    public void A_level_near_the_beginning_of_a_line_is_found(string text, int severity)
    {
        var line = ConsoleLineReader.Read(text);

        Assert.Equal((severity, text), (line.Severity, line.Body));
        Assert.Empty(line.Attributes);
    }

    [Theory]
    [InlineData("nothing of an error is known here")]
    [InlineData("listening on port 80")]
    [InlineData("{not json}")]
    [InlineData("{\"a\": 1}")]
    [InlineData("")]
    public void A_line_that_says_no_level_has_none(string text)
    {
        var line = ConsoleLineReader.Read(text);

        Assert.Equal((0, "", text), (line.Severity, line.SeverityText, line.Body));
    }

    [Fact]
    public void A_json_object_is_taken_apart()
    {
        var line = ConsoleLineReader.Read("""{"time":"t","level":"WARN","msg":"slow","ms":12,"ok":false,"at":{"a":1},"none":null}""");

        Assert.Equal((13, "WARN", "slow"), (line.Severity, line.SeverityText, line.Body));
        Assert.Equal(["time=t", "ms=12", "ok=false", """at={"a":1}"""], line.Attributes.Select(a => $"{a.Key}={a.Value}"));
    }

    [Fact]
    public void Levels_of_pino_are_numbers() => Assert.Equal((17, "gone"), ConsoleLineReader.Read("""{"level":50,"msg":"gone"}""") is var line ? (line.Severity, line.Body) : default);

    [Fact]
    public void Colours_and_titles_of_terminals_are_no_text() =>
        Assert.Equal("ERROR broken", ConsoleLineReader.Read("\u001b]0;title\u0007\u001b[31;1mERROR\u001b[0m broken\u001b[K").Body);

    [Fact]
    public void A_json_object_with_too_many_fields_keeps_the_first()
    {
        var line = ConsoleLineReader.Read($$"""{"msg":"many",{{string.Join(',', Enumerable.Range(0, 100).Select(i => $"\"f{i}\":{i}"))}}}""");

        Assert.Equal(32, line.Attributes.Length);
    }
}
