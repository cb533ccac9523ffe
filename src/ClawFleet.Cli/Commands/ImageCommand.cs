using System.CommandLine;
using ClawFleet.Cli.Images;
using ClawFleet.Cli.Presentation;
using ClawFleet.Cli.Terminal;
using ClawFleet.Hosting.Images;

namespace ClawFleet.Cli.Commands;

/// <summary><c>clawden image list|build|push|index|verify|sbom</c>: the runtimes' images for a registry of one's own.</summary>
internal static class ImageCommand
{
    public static Command Create(CliConsole console)
    {
        var command = new Command("image", "Build the runtimes' images for a registry, send them there, and check them.");
        command.Subcommands.Add(CreateList(console));
        command.Subcommands.Add(CreateBuild(console));
        command.Subcommands.Add(CreatePush(console));
        command.Subcommands.Add(CreateIndex(console));
        command.Subcommands.Add(CreateVerify(console));
        command.Subcommands.Add(CreateSbom(console));
        return command;
    }

    private static Command CreateList(CliConsole console)
    {
        var command = new Command("list", "List the images of the catalogue, and those that the engine has for a registry.");
        var all = new Option<bool>("--all", "-a") { Description = "Also images that fleets ran before, of earlier states of this ClawFleet folder." };
        var json = Json();
        var file = CommonOptions.File();
        command.Options.Add(all);
        command.Options.Add(json);
        command.Options.Add(file);
        command.SetAction(async (parsed, _) =>
        {
            using var signals = new StopSignals();
            await using var workshop = ImageWorkshop.Open(parsed.GetValue(file));
            var rows = await ImageListing.ReadAsync(workshop, parsed.GetValue(all), signals.First).ConfigureAwait(false);
            if (parsed.GetValue(json))
            {
                console.Out.WriteLine(ImageJson.Write(rows));
            }
            else
            {
                ImageTables.Write(console, rows);
            }

            return ExitCodes.Ok;
        });
        return command;
    }

    private static Command CreateBuild(CliConsole console)
    {
        var command = new Command("build", "Build images in a form in which equal inputs give an equal digest, under the names that they have in a registry.");
        var registry = Registry($"Their names begin with it. Default: {PublishOptions.NoRegistry}, which is no registry.");
        registry.DefaultValueFactory = _ => PublishOptions.NoRegistry;
        AddBuilding(command, console, registry, push: false);
        return command;
    }

    private static Command CreatePush(CliConsole console)
    {
        var command = new Command("push", "Build what is not there yet and send it to a registry, with the login that `docker login` left. Prints each image's digest there.");
        var registry = Registry("Where they go: ghcr.io/team.");
        registry.Required = true;
        AddBuilding(command, console, registry, push: true);
        return command;
    }

    private static void AddBuilding(Command command, CliConsole console, Option<string> registry, bool push)
    {
        var runtimes = Runtimes("Runtimes, each with @VERSION for another one than the catalogue's. Default: all.");
        var simulated = Simulated();
        var platform = new Option<string?>("--platform") { HelpName = "linux/amd64|linux/arm64", Description = "Refuse unless the engine is of that platform, and let the tags end with it: 0.8.4-arm64." };
        platform.AcceptOnlyFromAmong("linux/amd64", "linux/arm64");
        var sbom = new Option<string?>("--sbom") { HelpName = "FOLDER", Description = "Write an SPDX document for each image there: NAME.spdx.json." };
        var noCache = new Option<bool>("--no-cache") { Description = "Run every build step again, from the base up." };
        var source = new Option<string?>("--source") { HelpName = "URL", Description = "Label org.opencontainers.image.source: where this ClawFleet folder comes from." };
        var revision = new Option<string?>("--revision") { HelpName = "COMMIT", Description = "Label org.opencontainers.image.revision: which state of it." };
        var json = Json();
        var file = CommonOptions.File();
        command.Arguments.Add(runtimes);
        foreach (var option in new Option[] { registry, simulated, platform, sbom, noCache, source, revision, json, file })
        {
            command.Options.Add(option);
        }

        command.SetAction(async (parsed, _) =>
        {
            using var signals = new StopSignals();
            await using var workshop = ImageWorkshop.Open(parsed.GetValue(file));
            var images = ImageSelection.Choose(workshop.Publisher, workshop.Catalogue, parsed.GetValue(runtimes) ?? [], parsed.GetValue(simulated));
            var architecture = await workshop.CheckPlatformAsync(parsed.GetValue(platform), signals.First).ConfigureAwait(false);
            var how = new PublishOptions(parsed.GetRequiredValue(registry))
            {
                TaggedArchitecture = parsed.GetValue(platform) is null ? null : architecture,
                NoCache = parsed.GetValue(noCache),
                Source = parsed.GetValue(source),
                Revision = parsed.GetValue(revision),
                SbomFolder = parsed.GetValue(sbom),
            };
            return await new ImageRun(console, workshop, parsed.GetValue(json)).RunAsync(images, how, push, signals.First).ConfigureAwait(false);
        });
    }

    private static Command CreateIndex(CliConsole console)
    {
        var command = new Command("index", "Put what was pushed with --platform, on a machine of each, under the version's own tag: everybody pulls the one for their processor.");
        var runtimes = Runtimes("Runtimes. Default: all.");
        var registry = Registry("Where they are: ghcr.io/team.");
        registry.Required = true;
        var simulated = Simulated();
        var json = Json();
        var file = CommonOptions.File();
        command.Arguments.Add(runtimes);
        foreach (var option in new Option[] { registry, simulated, json, file })
        {
            command.Options.Add(option);
        }

        command.SetAction(async (parsed, _) =>
        {
            using var signals = new StopSignals();
            await using var workshop = ImageWorkshop.Open(parsed.GetValue(file));
            var images = ImageSelection.Choose(workshop.Publisher, workshop.Catalogue, parsed.GetValue(runtimes) ?? [], parsed.GetValue(simulated));
            return await ImageIndexRun.RunAsync(console, images, new PublishOptions(parsed.GetRequiredValue(registry)), parsed.GetValue(json), signals.First).ConfigureAwait(false);
        });
        return command;
    }

    private static Command CreateVerify(CliConsole console)
    {
        var command = new Command("verify", "Build a runtime's image twice from nothing and compare; or check a published image against what is here. Says which files differ.");
        var what = new Argument<string[]>("RUNTIME|REFERENCE") { Arity = ArgumentArity.OneOrMore, Description = "A runtime, or an image by tag or digest (what has a / or a : in it)." };
        what.Validators.Add(CommonOptions.RefuseOptions);
        var simulated = Simulated();
        var json = Json();
        var file = CommonOptions.File();
        command.Arguments.Add(what);
        command.Options.Add(simulated);
        command.Options.Add(json);
        command.Options.Add(file);
        command.SetAction(async (parsed, _) =>
        {
            using var signals = new StopSignals();
            await using var workshop = ImageWorkshop.Open(parsed.GetValue(file));
            var asked = (parsed.GetRequiredValue(what)).ToLookup(IsReference);
            var images = asked[false].Any() ? ImageSelection.Choose(workshop.Publisher, workshop.Catalogue, [.. asked[false]], parsed.GetValue(simulated)) : [];
            await workshop.CheckPlatformAsync(null, signals.First).ConfigureAwait(false);
            return await new ImageCheck(console, workshop, parsed.GetValue(json)).RunAsync(images, [.. asked[true]], signals.First).ConfigureAwait(false);
        });
        return command;
    }

    private static Command CreateSbom(CliConsole console)
    {
        var command = new Command("sbom", "Print what is in a published image, as SPDX 2.3 JSON.");
        var what = new Argument<string>("RUNTIME|REFERENCE") { Description = "An image by tag or digest; a runtime's name is what `image build` made of it without --registry." };
        what.Validators.Add(CommonOptions.RefuseOptions);
        var simulated = Simulated();
        var output = new Option<string?>("--output", "-o") { HelpName = "FILE", Description = "Write it there instead of to standard output." };
        var file = CommonOptions.File();
        command.Arguments.Add(what);
        command.Options.Add(simulated);
        command.Options.Add(output);
        command.Options.Add(file);
        command.SetAction(async (parsed, _) =>
        {
            using var signals = new StopSignals();
            await using var workshop = ImageWorkshop.Open(parsed.GetValue(file));
            var asked = parsed.GetRequiredValue(what);
            var reference = IsReference(asked) ? asked
                : new PublishOptions(PublishOptions.NoRegistry).ReferenceOf(ImageSelection.Choose(workshop.Publisher, workshop.Catalogue, [asked], parsed.GetValue(simulated))[0]);
            if (reference != asked && await workshop.Engine.FindImageAsync(reference, signals.First).ConfigureAwait(false) is null)
            {
                throw new CommandRefusedException(ExitCodes.Failed, $"{reference} is not there; clawden image build {asked}{(parsed.GetValue(simulated) ? " --simulated" : "")} makes it");
            }

            byte[] document;
            using (var progress = FleetProgress.For(console))
            {
                document = await workshop.Publisher.WriteSbomAsync(reference, progress, signals.First).ConfigureAwait(false);
            }

            if (parsed.GetValue(output) is { } path)
            {
                await File.WriteAllBytesAsync(path, document, signals.First).ConfigureAwait(false);
            }
            else
            {
                console.Out.Write(System.Text.Encoding.UTF8.GetString(document));
            }

            return ExitCodes.Ok;
        });
        return command;
    }

    private static bool IsReference(string word) => word.Contains('/', StringComparison.Ordinal) || word.Contains(':', StringComparison.Ordinal);

    private static Argument<string[]> Runtimes(string description)
    {
        var runtimes = new Argument<string[]>("RUNTIME") { Arity = ArgumentArity.ZeroOrMore, Description = description };
        runtimes.Validators.Add(CommonOptions.RefuseOptions);
        return runtimes;
    }

    private static Option<string> Registry(string description)
    {
        var registry = new Option<string>("--registry") { HelpName = "HOST/PATH", Description = description };
        registry.Validators.Add(RegistryName.Check);
        return registry;
    }

    private static Option<bool> Simulated() => new("--simulated") { Description = "The images with the simulator in the place of upstream's program." };

    private static Option<bool> Json() => new("--json") { Description = "An array of objects instead of text." };
}
