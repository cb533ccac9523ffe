using System.CommandLine;
using ClawFleet.Cli.Terminal;

namespace ClawFleet.Cli.Commands;

/// <summary><c>clawden restart</c>: the same containers, started again, or with <c>--replace</c> made again; what the file says by now is <c>up</c>'s matter.</summary>
internal static class RestartCommand
{
    public static Command Create(CliConsole console) => StopCommand.Create(
        console, "restart", "Restart members (all when none is named) as they are; a changed file is for 'up'.", "Members to restart.", "restarted",
        (host, fleet, members, progress, ct) => host.RestartAsync(fleet, members, progress, ct),
        (new Option<bool>("--replace") { Description = "Remove their containers and make them again from what they were made from; data stays. Needs no file and no variable." }, "replaced",
            (host, fleet, members, progress, ct) => host.ReplaceAsync(fleet, members, progress, ct)));
}
