using System.CommandLine;
using ClawFleet.Cli.Publishing;
using ClawFleet.Cli.Terminal;
using ClawFleet.Hosting;
using ClawFleet.Publishing.Carriage;
using ClawFleet.Publishing.Compose;

namespace ClawFleet.Cli.Commands;

/// <summary><c>clawden publish compose</c>: a folder that <c>docker compose up</c> brings up.</summary>
internal static class PublishComposeCommand
{
    public static Command Create(CliConsole console)
    {
        var command = new Command("compose", "Write the fleet as a project of docker compose 2.26 or later: compose.yaml, .env and a file for each secret.");
        var options = new PublishOptions();
        options.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            var publication = new Publication(console, parsed, options);
            var session = await publication.OpenAsync(secretsFollow: false, ct).ConfigureAwait(false);
            if (session?.Plan is not { } plan)
            {
                return ExitCodes.InvalidFile;
            }

            var output = parsed.GetValue(options.Output)!;
            var user = FleetSession.RunAs();
            var images = parsed.GetValue(options.Registry) is { } prefix ? new ComposeRegistry(prefix, ImageTags.Of(session)) : null;
            var next = $"next: cd {Shell(output)} && docker compose up -d --wait{(images is null ? " (images that are not on the engine yet are made by `clawden up -d && clawden down`)" : "")}";
            publication.Write(
                plan, PlanTarget.Compose, ComposeProject.Files(plan, images, user), next,
                () => WriteSecrets(console, session, ComposeSettings.Read(Path.GetFullPath(output), user), parsed.GetValue(options.Force)));
            return ExitCodes.Ok;
        });
        return command;
    }

    private static void WriteSecrets(CliConsole console, FleetSession session, ComposeSettings settings, bool overwrite)
    {
        if (session.Plan!.Secrets.IsEmpty)
        {
            return;
        }

        var folder = new SecretFolder(settings.Secrets);
        var change = folder.Fill(session.Plan, session.Secrets!, settings.User, overwrite);
        console.Error.WriteLine($"{folder.Path}: {(change.Written.IsEmpty ? "every secret is there" : $"{change.Written.Length} secret file{(change.Written.Length == 1 ? "" : "s")} written")}");
        if (!change.Kept.IsEmpty)
        {
            console.Error.WriteLine($"{console.ErrorPaint.Yellow("note:")} {string.Join(", ", change.Kept)}: another value than the fleet's file and its variables have now was found there and kept; --force takes theirs.");
        }

        if (!change.Unneeded.IsEmpty)
        {
            console.Error.WriteLine($"{console.ErrorPaint.Yellow("note:")} {string.Join(", ", change.Unneeded)}: no member needs these files in {folder.Path} any more; remove them.");
        }
    }

    private static string Shell(string path) => path.All(c => char.IsAsciiLetterOrDigit(c) || "/._-".Contains(c, StringComparison.Ordinal)) ? path : $"'{path.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
