using System.CommandLine;
using ClawFleet.Cli.Files;
using ClawFleet.Cli.Fleets;
using ClawFleet.Cli.Terminal;
using ClawFleet.Cli.Ups;
using ClawFleet.Hosting;

namespace ClawFleet.Cli.Commands;

/// <summary><c>clawden run RUNTIME</c>: one runtime without any file. Writes a document in memory and goes the road of <c>up</c>.</summary>
internal static class RunCommand
{
    public static Command Create(CliConsole console)
    {
        var command = new Command("run", "Bring up one runtime without a file.");
        var runtime = new Argument<string>("RUNTIME") { Description = "openclaw, zeroclaw, ironclaw, …" };
        var channels = new Option<string[]>("--channel") { HelpName = "TYPE", Description = "A channel to answer on: telegram, discord, slack, … May be given several times." };
        var tools = new Option<string?>("--with") { HelpName = "A,B", Description = "Tools, separated by commas." };
        var tokens = new Option<string[]>("--token") { HelpName = "[TYPE=]TOKEN", Description = "The channel's token. Others can see it in the process list: better set <TYPE>_BOT_TOKEN in the environment." };
        var appToken = new Option<string?>("--app-token") { HelpName = "TOKEN", Description = "Slack's second token (or SLACK_APP_TOKEN)." };
        var phone = new Option<string?>("--phone") { HelpName = "NUMBER", Description = "The number, for channels that have one." };
        var provider = new Option<string?>("--provider") { HelpName = "NAME", Description = "The model provider: anthropic, openai, ollama, …" };
        var model = new Option<string?>("--model") { HelpName = "NAME", Description = "The model, as the provider spells it." };
        var apiKey = new Option<string?>("--api-key") { HelpName = "KEY", Description = "The provider's key. Others can see it: better set <PROVIDER>_API_KEY in the environment." };
        var users = new Option<string?>("--allowed-users") { HelpName = "A,B", Description = "Who may talk to the bot; '*' for everybody. Without it, nobody." };
        var simulate = new Option<string>("--simulate")
        {
            HelpName = "WHEN",
            Description = "never, missing (where upstream's image cannot be had) or always: whether a simulator may stand in. It always says so.",
            DefaultValueFactory = _ => "missing",
        };
        simulate.AcceptOnlyFromAmong("never", "missing", "always");
        var autoPort = new Option<bool>("--auto-port") { Description = "Let the engine choose the port on this machine. Default: the runtime's own." };
        var name = new Option<string?>("--name") { HelpName = "FLEET", Description = "The fleet's name. Default: run-RUNTIME." };
        var envFile = CommonOptions.EnvFile();
        var detach = CommonOptions.Detach();
        var noLogs = CommonOptions.NoLogs();
        var noHost = CommonOptions.NoHost();
        runtime.Validators.Add(CommonOptions.RefuseOptions);
        command.Arguments.Add(runtime);
        foreach (var option in (ReadOnlySpan<Option>)[channels, tools, tokens, appToken, phone, provider, model, apiKey, users, simulate, autoPort, name, envFile, detach, noLogs, noHost])
        {
            command.Options.Add(option);
        }

        command.SetAction((parsed, _) =>
        {
            var request = new RunRequest(parsed.GetRequiredValue(runtime))
            {
                Channels = parsed.GetValue(channels) ?? [],
                Tools = Split(parsed.GetValue(tools)),
                Tokens = parsed.GetValue(tokens) ?? [],
                AppToken = parsed.GetValue(appToken),
                Phone = parsed.GetValue(phone),
                Provider = parsed.GetValue(provider),
                Model = parsed.GetValue(model),
                ApiKey = parsed.GetValue(apiKey),
                AllowedUsers = parsed.GetValue(users) is { } list ? Split(list) : null,
                Name = parsed.GetValue(name),
                AutoPort = parsed.GetValue(autoPort),
                Simulate = parsed.GetValue(simulate)!,
            };
            var document = RunDocument.From(request);
            foreach (var (variable, value) in document.Secrets)
            {
                console.Error.WriteLine(console.ErrorPaint.Yellow($"warning: {variable} was given on the command line, where every user of this machine can read it; set it in the environment instead"));
                Environment.SetEnvironmentVariable(variable, value);
            }

            var choices = RunChoices.Of(parsed.GetValue(detach), parsed.GetValue(noLogs), parsed.GetValue(noHost));
            var options = new FleetSessionOptions
            {
                Host = HostOptions.Discover() with { TellsMembers = choices.Host },
                File = "<run>",
                Project = Path.GetDirectoryName(FleetFileLocator.TryFind(Directory.GetCurrentDirectory())),
                Text = document.Text,
                EnvFile = parsed.GetValue(envFile),
            };
            return new FleetRun(console, options, choices).RunAsync();
        });
        return command;
    }

    private static string[] Split(string? list) => list?.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
}
