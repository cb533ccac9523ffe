using System.CommandLine;
using ClawFleet.Cli.Commands;
using ClawFleet.Cli.Images;

namespace ClawFleet.Cli.Publishing;

/// <summary>The options that every target of <c>clawden publish</c> has, with one wording.</summary>
internal sealed class PublishOptions
{
    public Option<string?> File { get; } = CommonOptions.File();

    public Option<string?> EnvFile { get; } = CommonOptions.EnvFile();

    public Option<string> Output { get; } = new("--output", "-o") { HelpName = "DIR", Description = "The folder to write to; it is made where it is missing.", Required = true };

    public Option<bool> Force { get; } = new("--force") { Description = "Overwrite what was changed by hand in the folder." };

    public Option<bool> Simulated { get; } = new("--simulated") { Description = "Publish members with 'simulate: missing' as simulated ones. Without it upstream's images are taken to be there." };

    /// <summary>What <c>clawden image push --registry</c> was given.</summary>
    public Option<string?> Registry { get; } = new("--registry") { HelpName = "HOST/PATH", Description = "Where ClawFleet's images are pulled from, such as ghcr.io/team ('clawden image push' sends them there). Without it they must be where the members run." };

    public PublishOptions() => Registry.Validators.Add(RegistryName.Check);

    public void AddTo(Command command)
    {
        command.Options.Add(Registry);
        command.Options.Add(Output);
        command.Options.Add(Force);
        command.Options.Add(Simulated);
        command.Options.Add(File);
        command.Options.Add(EnvFile);
    }
}
