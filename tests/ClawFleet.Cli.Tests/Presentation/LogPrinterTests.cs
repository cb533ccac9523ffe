using ClawFleet.Cli.Presentation;
using ClawFleet.Engine;
using ClawFleet.Hosting;

namespace ClawFleet.Cli.Tests.Presentation;

public sealed class LogPrinterTests
{
    private static readonly DateTimeOffset Time = new(2026, 11, 20, 14, 3, 9, 45, TimeSpan.FromHours(2));

    [Fact]
    public void Lines_carry_their_member_in_a_column()
    {
        var console = new RecordedConsole();
        var printer = new LogPrinter(console.Console, timestamps: false, flushEachLine: false, ["openclaw", "zc"]);

        printer.Print(new MemberLogLine("zc", OutputStream.Stdout, Time, "listening"));
        printer.Print(new MemberLogLine("openclaw", OutputStream.Stderr, Time, "ready"));

        Assert.Equal("zc       | listening\nopenclaw | ready\n", console.OutText);
    }

    [Fact]
    public void Timestamps_are_the_lines_own_in_utc()
    {
        var console = new RecordedConsole();

        new LogPrinter(console.Console, timestamps: true, flushEachLine: true).Print(new MemberLogLine("zc", OutputStream.Stdout, Time, "listening"));

        Assert.Equal("zc | 2026-11-20T12:03:09.045Z listening\n", console.OutText);
    }
}
