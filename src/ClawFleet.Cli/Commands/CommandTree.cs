using System.CommandLine;
using ClawFleet.Cli.Terminal;

namespace ClawFleet.Cli.Commands;

/// <summary>All commands by name; only the one that was asked for is made, since making them all costs more than parsing.</summary>
internal static class CommandTree
{
    private static readonly (string Name, Func<CliConsole, Command> Create)[] Commands =
    [
        ("up", UpCommand.Create),
        ("run", RunCommand.Create),
        ("ps", PsCommand.Create),
        ("logs", LogsCommand.Create),
        ("chat", ChatCommand.Create),
        ("exec", ExecCommand.Create),
        ("stop", StopCommand.Create),
        ("restart", RestartCommand.Create),
        ("down", DownCommand.Create),
        ("upgrade", UpgradeCommand.Create),
        ("channels", ChannelsCommand.Create),
        ("config", ConfigCommand.Create),
        ("runtime", RuntimeCommand.Create),
        ("image", ImageCommand.Create),
        ("publish", PublishCommand.Create),
        ("version", VersionCommand.Create),
    ];

    public static RootCommand Build(string[] args, CliConsole console)
    {
        var root = new RootCommand("Brings up, watches and takes down a fleet of agent runtimes described by clawden.yaml.");
        var asked = args is [var first, ..] ? Array.FindIndex(Commands, command => command.Name == first) : -1;
        foreach (var (_, create) in asked >= 0 ? Commands.AsSpan(asked, 1) : Commands.AsSpan())
        {
            root.Subcommands.Add(create(console));
        }

        // Without a command: the help, and exit code 2 through the parser's own "required command" error.
        return root;
    }

    /// <summary><c>clawden config show</c>.</summary>
    public static string PathOf(Command command)
    {
        var names = new List<string>();
        for (Symbol? symbol = command; symbol is not null; symbol = symbol.Parents.FirstOrDefault())
        {
            names.Insert(0, symbol is RootCommand ? "clawden" : symbol.Name);
        }

        return string.Join(' ', names);
    }
}
