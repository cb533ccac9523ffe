using System.CommandLine;
using ClawFleet.Cli.Exec;
using ClawFleet.Cli.Fleets;
using ClawFleet.Cli.Terminal;

namespace ClawFleet.Cli.Commands;

/// <summary><c>clawden exec MEMBER -- CMD</c>: runs a program beside the member and ends with its exit code.</summary>
internal static class ExecCommand
{
    public static Command Create(CliConsole console)
    {
        var command = new Command("exec", "Run a program in a member's container; its exit code is the command's.");
        var member = new Argument<string>("MEMBER") { Description = "A member, or a sidecar as 'ps' names it." };
        var program = new Argument<string[]>("CMD") { Arity = ArgumentArity.OneOrMore, Description = "Program and arguments, after '--'." };
        var interactive = new Option<bool>("--interactive", "-i") { Description = "Pass standard input on. Default: when it is a terminal." };
        var tty = new Option<bool>("--tty", "-t") { Description = "Give the program a terminal. Default: when standard input and output are one." };
        var user = new Option<string?>("--user", "-u") { HelpName = "UID[:GID]", Description = "Run as another user than the member's." };
        var fleet = CommonOptions.Fleet();
        var file = CommonOptions.File();
        member.Validators.Add(CommonOptions.RefuseOptions);
        command.Arguments.Add(member);
        command.Arguments.Add(program);
        command.Options.Add(interactive);
        command.Options.Add(tty);
        command.Options.Add(user);
        command.Options.Add(fleet);
        command.Options.Add(file);
        command.SetAction(async (parsed, ct) =>
        {
            var isTerminal = !Console.IsInputRedirected && console.OutIsTerminal;
            await using var connection = await FleetConnection.OpenAsync(parsed.GetValue(fleet), parsed.GetValue(file), ct).ConfigureAwait(false);
            return await new MemberExec(console, connection).RunAsync(
                parsed.GetRequiredValue(member),
                parsed.GetRequiredValue(program),
                tty: isTerminal || parsed.GetValue(tty),
                input: !Console.IsInputRedirected || parsed.GetValue(interactive),
                parsed.GetValue(user)).ConfigureAwait(false);
        });
        return command;
    }
}
