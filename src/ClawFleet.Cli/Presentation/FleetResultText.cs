using ClawFleet.Cli.Terminal;
using ClawFleet.Hosting;

namespace ClawFleet.Cli.Presentation;

/// <summary>How stop, restart and down ended.</summary>
internal static class FleetResultText
{
    /// <returns>The exit code.</returns>
    public static int Write(CliConsole console, FleetResult result, string success)
    {
        foreach (var failure in result.Failures)
        {
            console.Error.WriteLine($"{console.ErrorPaint.Red("clawden:")} {failure}");
        }

        if (result.Succeeded)
        {
            console.Error.WriteLine(success);
        }

        return result.Succeeded ? ExitCodes.Ok : ExitCodes.Failed;
    }
}
