using System.CommandLine;
using ClawFleet.Cli.Files;
using ClawFleet.Cli.Fleets;
using ClawFleet.Cli.Runtimes;
using ClawFleet.Cli.Terminal;
using ClawFleet.Hosting;
using ClawFleet.Model.Catalogue;

namespace ClawFleet.Cli.Commands;

/// <summary><c>clawden runtime list|show|init</c>: the runtimes there are, and a new one. No engine is needed.</summary>
internal static class RuntimeCommand
{
    public static Command Create(CliConsole console)
    {
        var command = new Command("runtime", "List the runtimes there are, show one, or begin a new one.");
        command.Subcommands.Add(CreateList(console));
        command.Subcommands.Add(CreateShow(console));
        command.Subcommands.Add(CreateInit(console));
        return command;
    }

    private static Command CreateList(CliConsole console)
    {
        var command = new Command("list", "List the runtimes: ClawFleet's own, the project's and the user's.");
        var json = new Option<bool>("--json") { Description = "An array of objects instead of a table." };
        var file = CommonOptions.File();
        command.Options.Add(json);
        command.Options.Add(file);
        command.SetAction(async (parsed, ct) =>
        {
            var (catalogue, project) = Read(parsed.GetValue(file));
            var images = await BuiltImages.FindAsync(catalogue, ct).ConfigureAwait(false);
            RuntimeRow[] rows = [.. catalogue.Entries.Values.Where(e => !e.IsService).Select(e => RuntimeRow.Of(e, images))];
            if (parsed.GetValue(json))
            {
                console.Out.WriteLine(RuntimeJson.Write(rows));
            }
            else
            {
                RuntimeTable.Write(console, rows);
                console.Error.WriteLine(console.ErrorPaint.Dim($"your own go to {Catalogues.ProjectFolder(project)} (this project's) or {Catalogues.UserFolder} (everywhere); `clawden runtime init NAME` begins one"));
            }

            foreach (var line in catalogue.Faults.SelectMany(f => f.Message.Split('\n')))
            {
                console.Error.WriteLine($"{console.ErrorPaint.Yellow("warning:")} {line}");
            }

            return ExitCodes.Ok;
        });
        return command;
    }

    private static Command CreateShow(CliConsole console)
    {
        var command = new Command("show", "Show everything about one runtime.");
        var name = Name("The runtime, or an alias of it.");
        var file = CommonOptions.File();
        command.Arguments.Add(name);
        command.Options.Add(file);
        command.SetAction(async (parsed, ct) =>
        {
            var (catalogue, _) = Read(parsed.GetValue(file));
            var asked = parsed.GetRequiredValue(name);
            if (catalogue.FaultOf(asked) is { } fault)
            {
                throw new CommandRefusedException(ExitCodes.InvalidFile, $"the runtime {asked} cannot be used: {fault.Message}");
            }

            if (catalogue.Find(asked) is not { IsService: false } entry)
            {
                throw new CommandRefusedException(ExitCodes.Usage, $"there is no runtime {asked}; there are: {string.Join(", ", catalogue.Entries.Values.Where(e => !e.IsService).Select(e => e.Name))}");
            }

            RuntimeView.Write(console, RuntimeRow.Of(entry, await BuiltImages.FindAsync(catalogue, ct).ConfigureAwait(false)), entry, catalogue);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Command CreateInit(CliConsole console)
    {
        var command = new Command("init", "Begin a new runtime: a folder with a small agent that works, to put yours in its place.");
        var name = Name("Its name: a–z, 0–9 and single hyphens.");
        var folder = new Option<string?>("--dir") { HelpName = "FOLDER", Description = "Where its folder is put. Default: runtimes/ beside clawden.yaml, or in this folder." };
        command.Arguments.Add(name);
        command.Options.Add(folder);
        command.SetAction(parsed =>
        {
            var host = HostOptions.Discover();
            var project = ProjectOf(null);
            var made = NewRuntime.Write(host.Home, parsed.GetRequiredValue(name), parsed.GetValue(folder) ?? Catalogues.ProjectFolder(project), Catalogues.Read(host, project));
            foreach (var file in made.Files)
            {
                console.Out.WriteLine(file);
            }

            console.Out.Flush();
            console.Error.Write(made.Next);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Argument<string> Name(string description)
    {
        var name = new Argument<string>("NAME") { Description = description };
        name.Validators.Add(CommonOptions.RefuseOptions);
        return name;
    }

    private static (RuntimeCatalogue Catalogue, string Project) Read(string? file)
    {
        var project = ProjectOf(file);
        return (Catalogues.Read(HostOptions.Discover(), project), project);
    }

    /// <summary>The folder of the fleet file, or this one where there is none.</summary>
    private static string ProjectOf(string? file)
    {
        var here = Directory.GetCurrentDirectory();
        return Path.GetDirectoryName(file is null ? FleetFileLocator.TryFind(here) : FleetFileLocator.Find(file, here)) ?? here;
    }
}
