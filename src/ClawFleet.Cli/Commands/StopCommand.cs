using System.CommandLine;
using ClawFleet.Cli.Fleets;
using ClawFleet.Cli.Presentation;
using ClawFleet.Cli.Terminal;
using ClawFleet.Hosting;

namespace ClawFleet.Cli.Commands;

/// <summary><c>clawden stop</c>: members stop, containers and data stay.</summary>
internal static class StopCommand
{
    public static Command Create(CliConsole console) => Create(
        console, "stop", "Stop members (all when none is named). Containers and data stay.", "Members to stop.", "stopped",
        (host, fleet, members, progress, ct) => host.StopAsync(fleet, members, progress, ct));

    /// <summary>stop and restart differ in one call and two words.</summary>
    /// <param name="otherwise">An option that has something else done, with its word for it.</param>
    internal static Command Create(
        CliConsole console, string name, string description, string membersDescription, string done,
        Func<FleetHost, string, IReadOnlyCollection<string>, IProgress<FleetEvent>, CancellationToken, Task<FleetResult>> act,
        (Option<bool> Option, string Done, Func<FleetHost, string, IReadOnlyCollection<string>, IProgress<FleetEvent>, CancellationToken, Task<FleetResult>> Act)? otherwise = null)
    {
        var command = new Command(name, description);
        if (otherwise is { Option: var other })
        {
            command.Options.Add(other);
        }

        var members = CommonOptions.Members(membersDescription);
        var fleet = CommonOptions.Fleet();
        var file = CommonOptions.File();
        command.Arguments.Add(members);
        command.Options.Add(fleet);
        command.Options.Add(file);
        command.SetAction(async (parsed, _) =>
        {
            using var signals = new StopSignals();
            await using var connection = await FleetConnection.OpenAsync(parsed.GetValue(fleet), parsed.GetValue(file), signals.First).ConfigureAwait(false);
            using var spool = new TraceSpool(connection.Host.Options);
            using var progress = FleetProgress.For(console);
            var asked = parsed.GetValue(members) ?? [];
            var (word, verb) = otherwise is { } else_ && parsed.GetValue(else_.Option) ? (else_.Done, else_.Act) : (done, act);
            var result = await verb(connection.Host, connection.Fleet, asked, progress, signals.First).ConfigureAwait(false);
            progress.Dispose();
            return FleetResultText.Write(console, result, $"{(asked.Length == 0 ? connection.Fleet : string.Join(", ", asked))} {word}");
        });
        return command;
    }
}
