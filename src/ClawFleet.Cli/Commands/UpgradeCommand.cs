using System.CommandLine;
using ClawFleet.Cli.Files;
using ClawFleet.Cli.Fleets;
using ClawFleet.Cli.Terminal;
using ClawFleet.Cli.Upgrades;
using ClawFleet.Hosting;

namespace ClawFleet.Cli.Commands;

/// <summary><c>clawden upgrade [MEMBER] [--to VERSION]</c>: another version of a member, with a way back.</summary>
internal static class UpgradeCommand
{
    public static Command Create(CliConsole console)
    {
        var command = new Command("upgrade", "Replace a member by another version of it, and put it back when it does not become healthy.");
        var member = new Argument<string?>("MEMBER") { Arity = ArgumentArity.ZeroOrOne, Description = "The member; without it every member that is behind, one after the other." };
        var to = new Option<string?>("--to") { HelpName = "VERSION", Description = "The version, or the tag of a member's own image. Default: the one this ClawFleet carries." };
        var check = new Option<bool>("--check") { Description = "List what runs, what the file pins and what there is; change nothing." };
        var json = new Option<bool>("--json") { Description = "With --check: an array of objects." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Show what would change in the file and on the engine; change nothing." };
        var keepCopy = new Option<bool>("--keep-copy") { Description = "Keep the copy of the data, so that --rollback works later." };
        var rollback = new Option<bool>("--rollback") { Description = "Put back what an upgrade replaced: one that was cut off, or one with --keep-copy." };
        var file = CommonOptions.File();
        var envFile = CommonOptions.EnvFile();
        member.Validators.Add(CommonOptions.RefuseOptions);
        command.Arguments.Add(member);
        foreach (var option in (ReadOnlySpan<Option>)[to, check, json, dryRun, keepCopy, rollback, file, envFile])
        {
            command.Options.Add(option);
        }

        command.Validators.Add(result =>
        {
            if (new[] { result.GetValue(check), result.GetValue(dryRun), result.GetValue(rollback) }.Count(set => set) > 1)
            {
                result.AddError("--check, --dry-run and --rollback are three things: give one of them.");
            }
            else if (result.GetValue(json) && !result.GetValue(check))
            {
                result.AddError("--json belongs to --check.");
            }
            else if (result.GetValue(rollback) && (result.GetValue(to) is not null || result.GetValue(keepCopy)))
            {
                result.AddError("--rollback puts back what was there before: leave out --to and --keep-copy.");
            }
        });
        command.SetAction(async (parsed, _) =>
        {
            using var signals = new StopSignals();
            var options = new FleetSessionOptions
            {
                File = FleetFileLocator.Find(parsed.GetValue(file), Directory.GetCurrentDirectory(), "name one with --file FILE"),
                Host = HostOptions.Discover(),
                EnvFile = parsed.GetValue(envFile),
            };
            await using var fleet = await UpgradeFleet.OpenAsync(console, options, signals).ConfigureAwait(false);
            var name = parsed.GetValue(member);
            return parsed.GetValue(check) ? await new UpgradeCheck(fleet).RunAsync(name, parsed.GetValue(json)).ConfigureAwait(false)
                : parsed.GetValue(rollback) ? await new RollbackRun(fleet).RunAsync(name).ConfigureAwait(false)
                : await new UpgradeRun(fleet, parsed.GetValue(to), parsed.GetValue(dryRun), parsed.GetValue(keepCopy)).RunAsync(name).ConfigureAwait(false);
        });
        return command;
    }
}
