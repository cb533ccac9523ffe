using ClawFleet.EndToEnd.Fixture;

namespace ClawFleet.EndToEnd.BadInput;

/// <summary>A command line that makes no sense is refused with exit 2, on standard error, with what was perhaps meant.</summary>
public sealed class CommandLineFaults
{
    [Theory]
    [InlineData("upp", "up")]
    [InlineData("lgos", "logs")]
    [InlineData("donw", "down")]
    public async Task A_mistyped_command_is_refused_with_the_one_that_was_meant(string typed, string meant)
    {
        await using var fleet = TempFleet.OfSimulated(("one", ""));
        var result = (await fleet.RunAsync(typed)).Exits(2).Says($"'{meant}'");
        Assert.Equal("", result.Stdout);
    }

    [Fact]
    public async Task A_mistyped_option_is_refused_with_the_one_that_was_meant()
    {
        await using var fleet = TempFleet.OfSimulated(("one", ""));
        (await fleet.RunAsync("up", "--detatch")).Exits(2).Says("--detach");
    }

    [Fact]
    public async Task A_member_that_the_file_does_not_name_is_refused()
    {
        await using var fleet = TempFleet.OfSimulated(("one", ""), ("two", ""));
        var result = await fleet.RunAsync("up", "-d", "tow");
        Assert.True(result.ExitCode is 2 or 3, $"expected a usage or file error; seen: {result.ExitCode} {result.Stderr}");
        result.Says("tow", "two");
    }
}
