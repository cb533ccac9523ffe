using System.CommandLine;
using ClawFleet.Cli.Channels;
using ClawFleet.Cli.Files;
using ClawFleet.Cli.Fleets;
using ClawFleet.Cli.Presentation;
using ClawFleet.Cli.Terminal;
using ClawFleet.Engine;
using ClawFleet.Hosting;

namespace ClawFleet.Cli.Commands;

/// <summary><c>clawden channels</c>: which channels the fleet answers on, and for whom; <c>channels support</c>: which runtime has which.</summary>
internal static class ChannelsCommand
{
    public static Command Create(CliConsole console)
    {
        var command = new Command("channels", "List the channels that the fleet answers on, or would.");
        var json = Json();
        var fleet = CommonOptions.Fleet();
        var file = CommonOptions.File();
        command.Options.Add(json);
        command.Options.Add(fleet);
        command.Options.Add(file);
        command.Subcommands.Add(CreateSupport(console));
        command.SetAction(async (parsed, _) =>
        {
            using var signals = new StopSignals();
            var (asked, path) = (parsed.GetValue(fleet), parsed.GetValue(file));
            if ((await OfEngineAsync(asked, path, signals.First).ConfigureAwait(false) ?? await OfFileAsync(console, path, signals.First).ConfigureAwait(false)) is not { } rows)
            {
                return ExitCodes.InvalidFile;
            }

            if (parsed.GetValue(json))
            {
                console.Out.WriteLine(ChannelJson.Write([.. rows]));
                return ExitCodes.Ok;
            }

            ChannelTables.Write(console, rows);
            if (rows.Any(r => r.Simulated))
            {
                console.Error.WriteLine(console.ErrorPaint.Dim("simulated: the configuration is read and checked, but no channel is connected"));
            }

            return ExitCodes.Ok;
        });
        return command;
    }

    private static Command CreateSupport(CliConsole console)
    {
        var command = new Command("support", "Which runtime has which type of channel; with TYPE, the fields that each of them takes.");
        var type = new Argument<string?>("TYPE") { Arity = ArgumentArity.ZeroOrOne, Description = "A channel type, such as telegram." };
        var json = Json();
        var file = CommonOptions.File();
        command.Arguments.Add(type);
        command.Options.Add(json);
        command.Options.Add(file);
        command.SetAction(parsed =>
        {
            var here = Directory.GetCurrentDirectory();
            var found = parsed.GetValue(file) is { } named ? FleetFileLocator.Find(named, here) : FleetFileLocator.TryFind(here);
            var catalogue = Catalogues.Read(HostOptions.Discover(), found is null ? here : Path.GetDirectoryName(found));
            var all = SupportRow.Of(catalogue);
            var asked = parsed.GetValue(type)?.ToLowerInvariant();
            SupportRow[] rows = [.. all.Where(r => asked is null || r.Type == asked)];
            if (rows.Length == 0)
            {
                throw new CommandRefusedException(ExitCodes.Usage, $"no runtime has a channel of type {asked}; there are: {string.Join(", ", all.Select(r => r.Type).Distinct())}");
            }

            if (parsed.GetValue(json))
            {
                console.Out.WriteLine(ChannelJson.Write(rows));
            }
            else if (asked is null)
            {
                ChannelTables.WriteGrid(console, rows, [.. catalogue.Entries.Values.Where(e => !e.IsService).Select(e => e.Name)]);
            }
            else
            {
                ChannelTables.WriteFields(console, rows);
            }

            return ExitCodes.Ok;
        });
        return command;
    }

    private static Option<bool> Json() => new("--json") { Description = "An array of objects instead of a table." };

    /// <summary>What the members were started with.</summary>
    /// <returns>Null when no engine answers or the fleet is not up: then the file tells.</returns>
    private static async Task<IReadOnlyList<ChannelRow>?> OfEngineAsync(string? fleet, string? file, CancellationToken ct)
    {
        try
        {
            await using var connection = await FleetConnection.OpenAsync(fleet, file, ct).ConfigureAwait(false);
            var containers = await connection.ReadContainersAsync(ct).ConfigureAwait(false);
            if (containers.Count == 0)
            {
                return fleet is null ? null : throw connection.NotUp();
            }

            var statuses = await connection.Host.ListAsync(connection.Fleet, ct).ConfigureAwait(false);
            return
            [
                .. from status in statuses
                   where containers.ContainsKey(status.Name)
                   let spec = GivenPlan.SpecOf(GivenPlan.Of(containers[status.Name].Labels))
                   where spec is not null
                   from row in ChannelRow.Of(spec, status.Name, status.Simulated, status)
                   select row,
            ];
        }
        catch (EngineException e) when (fleet is null && e.Kind is EngineErrorKind.Unreachable or EngineErrorKind.PermissionDenied)
        {
            return null;
        }
    }

    /// <summary>What the file says, when nothing of it runs.</summary>
    private static async Task<IReadOnlyList<ChannelRow>?> OfFileAsync(CliConsole console, string? file, CancellationToken ct)
    {
        var path = FleetFileLocator.Find(file, Directory.GetCurrentDirectory());
        var session = await FleetSession.OpenAsync(new FleetSessionOptions { File = path, Host = HostOptions.Discover() }, engine: null, new EventLines(console), ct).ConfigureAwait(false);
        DiagnosticPrinter.Print(console, session.Diagnostics);
        return session.Plan is { } plan ? [.. plan.Members.SelectMany(m => ChannelRow.Of(m.Spec, m.Name, m.Simulated, status: null))] : null;
    }
}
