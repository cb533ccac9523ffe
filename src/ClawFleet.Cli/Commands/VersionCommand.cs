using System.CommandLine;
using System.Reflection;
using ClawFleet.Cli.Terminal;

namespace ClawFleet.Cli.Commands;

/// <summary><c>clawden version</c>: the version, alone, on standard output.</summary>
internal static class VersionCommand
{
    public static string Version { get; } = typeof(VersionCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    public static Command Create(CliConsole console)
    {
        var command = new Command("version", "Print the version.");
        command.SetAction(_ => Run(console));
        return command;
    }

    public static int Run(CliConsole console)
    {
        console.Out.WriteLine(Version);
        console.Out.Flush();
        return ExitCodes.Ok;
    }
}
