using System.CommandLine;
using ClawFleet.Cli.Configs;
using ClawFleet.Cli.Files;
using ClawFleet.Cli.Fleets;
using ClawFleet.Cli.Presentation;
using ClawFleet.Cli.Terminal;
using ClawFleet.Hosting;
using ClawFleet.Model.Diagnostics;

namespace ClawFleet.Cli.Commands;

/// <summary><c>clawden config validate</c> and <c>clawden config show</c>: what the file says, and what becomes of it. No engine is needed.</summary>
internal static class ConfigCommand
{
    public static Command Create(CliConsole console)
    {
        var command = new Command("config", "Check the fleet file, and show what becomes of it.");
        command.Subcommands.Add(CreateValidate(console));
        command.Subcommands.Add(CreateShow(console));
        return command;
    }

    private static Command CreateValidate(CliConsole console)
    {
        var command = new Command("validate", "Check the file; every fault in one run.");
        var file = CommonOptions.File();
        var envFile = CommonOptions.EnvFile();
        command.Options.Add(file);
        command.Options.Add(envFile);
        command.SetAction(async (parsed, ct) =>
        {
            var session = await OpenAsync(console, parsed.GetValue(file), parsed.GetValue(envFile), [], ct).ConfigureAwait(false);
            DiagnosticPrinter.Print(console, session.Diagnostics);
            if (session.Plan is not { } plan)
            {
                return ExitCodes.InvalidFile;
            }

            var warnings = session.Diagnostics.Count(diagnostic => diagnostic.Severity == Severity.Warning);
            console.Error.WriteLine($"{plan.Fleet} is valid: {plan.Members.Length} member{(plan.Members.Length == 1 ? "" : "s")}{(warnings == 0 ? "" : $", {warnings} warning{(warnings == 1 ? "" : "s")}")}");
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Command CreateShow(CliConsole console)
    {
        var command = new Command("show", "Show what a member is started with. Secrets are masked.");
        var member = new Argument<string?>("MEMBER") { Arity = ArgumentArity.ZeroOrOne, Description = "The member; may be left out for plan and json, and where there is only one." };
        var format = new Option<string>("--format") { HelpName = "FORMAT", Description = "plan, native (the files the runtime reads), env (its environment) or json.", DefaultValueFactory = _ => "plan" };
        format.AcceptOnlyFromAmong("plan", "native", "env", "json");
        var reveal = new Option<bool>("--reveal") { Description = "Show secrets as they are." };
        var file = CommonOptions.File();
        var envFile = CommonOptions.EnvFile();
        command.Arguments.Add(member);
        command.Options.Add(format);
        command.Options.Add(reveal);
        command.Options.Add(file);
        command.Options.Add(envFile);
        command.SetAction(async (parsed, ct) =>
        {
            var name = parsed.GetValue(member);
            var session = await OpenAsync(console, parsed.GetValue(file), parsed.GetValue(envFile), name is null ? [] : [name], ct).ConfigureAwait(false);
            DiagnosticPrinter.Print(console, session.Diagnostics);
            if (session.Plan is null)
            {
                return ExitCodes.InvalidFile;
            }

            console.Out.Write(new ConfigView(session, parsed.GetValue(reveal)).Text(name, parsed.GetValue(format)!));
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Task<FleetSession> OpenAsync(CliConsole console, string? file, string? envFile, string[] members, CancellationToken ct) => FleetSession.OpenAsync(
        new FleetSessionOptions
        {
            File = FleetFileLocator.Find(file, Directory.GetCurrentDirectory()),
            Host = HostOptions.Discover(),
            EnvFile = envFile,
            Members = members,
        },
        engine: null,
        new EventLines(console),
        ct);
}
