using ClawFleet.Cli.Files;
using ClawFleet.Cli.Presentation;
using ClawFleet.Engine;
using ClawFleet.Hosting;
using ClawFleet.Publishing.Kubernetes;

namespace ClawFleet.Cli.Tests.Presentation;

public sealed class ErrorReportTests
{
    public static TheoryData<Exception, int> Ends => new()
    {
        { new EngineException(EngineErrorKind.Unreachable, "no engine answers"), ExitCodes.NoEngine },
        { new EngineException(EngineErrorKind.PermissionDenied, "you may not use it"), ExitCodes.NoEngine },
        { new EngineException(EngineErrorKind.ConnectionLost, "the engine went away"), ExitCodes.NoEngine },
        { new EngineException(EngineErrorKind.BuildFailed, "step 3 failed"), ExitCodes.Failed },
        { new FleetConflictException("the name is taken"), ExitCodes.Failed },
        { new FleetFileNotFoundException("no file"), ExitCodes.InvalidFile },
        { new PlanRefusedException("a cluster would refuse it"), ExitCodes.InvalidFile },
        { new SecretUnavailableException("TELEGRAM_BOT_TOKEN is not set"), ExitCodes.InvalidFile },
        { new CommandRefusedException(ExitCodes.Usage, "say which"), ExitCodes.Usage },
    };

    [Theory]
    [MemberData(nameof(Ends))]
    public void What_a_user_can_mend_is_its_sentence_and_its_exit_code(Exception exception, int exitCode)
    {
        var console = new RecordedConsole();

        Assert.Equal(exitCode, ErrorReport.Write(console.Console, exception, "up"));
        Assert.Equal(($"clawden: {exception.Message}\n", ""), (console.ErrorText, console.OutText));
    }

    [Fact]
    public void A_bug_says_so_and_shows_no_stack_trace()
    {
        var console = new RecordedConsole();

        Assert.Equal(ExitCodes.Failed, ErrorReport.Write(console.Console, new FormatException("first\nsecond"), "up"));
        Assert.StartsWith("clawden: FormatException: first\nThis is a bug", console.ErrorText);
        Assert.DoesNotContain("second", console.ErrorText);
    }
}
