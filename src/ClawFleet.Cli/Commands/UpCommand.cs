using System.CommandLine;
using ClawFleet.Cli.Files;
using ClawFleet.Cli.Fleets;
using ClawFleet.Cli.Terminal;
using ClawFleet.Cli.Ups;
using ClawFleet.Hosting;

namespace ClawFleet.Cli.Commands;

/// <summary><c>clawden up</c>: brings the engine to what the file says.</summary>
internal static class UpCommand
{
    public static Command Create(CliConsole console)
    {
        var command = new Command("up", "Bring the fleet up. Attached: until Ctrl-C, which stops it and keeps its data.");
        AddTo(command, console);
        return command;
    }

    /// <summary>Makes <paramref name="command"/> an <c>up</c>: the AppHost's own command line takes the same words.</summary>
    public static void AddTo(Command command, CliConsole console)
    {
        var members = CommonOptions.Members("Members to bring up; all when none is named.");
        var detach = CommonOptions.Detach();
        var build = new Option<bool>("--build") { Description = "Build the images even when they are there." };
        var envFile = CommonOptions.EnvFile();
        var file = CommonOptions.File();
        var noLogs = CommonOptions.NoLogs();
        var noHost = CommonOptions.NoHost();
        var watch = new Option<bool>("--watch", "-w") { Description = "Attached: when the file changes, show what that changes and do it." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Say what would be made, replaced and removed, and why; do nothing." };
        command.Arguments.Add(members);
        command.Options.Add(detach);
        command.Options.Add(build);
        command.Options.Add(envFile);
        command.Options.Add(file);
        command.Options.Add(noLogs);
        command.Options.Add(noHost);
        command.Options.Add(watch);
        command.Options.Add(dryRun);
        command.Validators.Add(result =>
        {
            if (result.GetValue(watch) && (result.GetValue(detach) || result.GetValue(dryRun)))
            {
                result.AddError("--watch stays attached: leave out --detach and --dry-run, or run 'clawden up -d' after each change.");
            }
        });
        command.SetAction((parsed, _) =>
        {
            var choices = RunChoices.Of(parsed.GetValue(detach), parsed.GetValue(noLogs), parsed.GetValue(noHost)) with { Watch = parsed.GetValue(watch), DryRun = parsed.GetValue(dryRun) };
            var options = new FleetSessionOptions
            {
                File = FleetFileLocator.Find(parsed.GetValue(file), Directory.GetCurrentDirectory()),
                Host = HostOptions.Discover() with { TellsMembers = choices.Host },
                EnvFile = parsed.GetValue(envFile),
                Members = parsed.GetValue(members) ?? [],
                Build = parsed.GetValue(build),
            };
            return new FleetRun(console, options, choices).RunAsync();
        });
    }
}
