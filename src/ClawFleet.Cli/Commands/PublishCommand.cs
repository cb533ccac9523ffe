using System.CommandLine;
using ClawFleet.Cli.Terminal;

namespace ClawFleet.Cli.Commands;

/// <summary><c>clawden publish</c>: the fleet's plan for another engine than ClawFleet's own. No engine is asked and nothing is started.</summary>
internal static class PublishCommand
{
    public static Command Create(CliConsole console)
    {
        var command = new Command("publish", "Write the fleet for another engine: files, with the same containment, that it brings up without ClawFleet.");
        command.Subcommands.Add(PublishComposeCommand.Create(console));
        command.Subcommands.Add(PublishKubernetesCommand.Create(console));
        return command;
    }
}
