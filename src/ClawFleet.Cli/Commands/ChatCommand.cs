using System.CommandLine;
using System.CommandLine.Parsing;
using ClawFleet.Cli.Chats;
using ClawFleet.Cli.Fleets;
using ClawFleet.Cli.Terminal;
using ClawFleet.Model.Schema;

namespace ClawFleet.Cli.Commands;

/// <summary><c>clawden chat MEMBER "text"</c>: one message and its answer, or a talk line by line.</summary>
internal static class ChatCommand
{
    private const int MostOfAName = 64;

    public static Command Create(CliConsole console)
    {
        var command = new Command("chat", "Say something to a member and print what it answers.");
        var member = new Argument<string>("MEMBER") { Description = "A member; of replicas that share the name, the first healthy one." };
        var text = new Argument<string?>("TEXT")
        {
            Arity = ArgumentArity.ZeroOrOne,
            Description = "What to say; '-' for standard input. Without it: standard input when that is piped, else line by line.",
        };
        var session = new Option<string?>("--session", "-s") { HelpName = "NAME", Description = "Go on with the conversation of that name. Default: a new one." };
        var json = new Option<bool>("--json") { Description = "One line of JSON with the answer, its member and its time." };
        var noStream = new Option<bool>("--no-stream") { Description = "Print the answer when it is whole." };
        var timeout = new Option<int>("--timeout")
        {
            HelpName = "TIME",
            Description = "Longest wait for an answer, such as 30s or 1h. Default: 10m.",
            CustomParser = ParseTime,
            DefaultValueFactory = _ => 600,
        };
        var fleet = CommonOptions.Fleet();
        var file = CommonOptions.File();
        member.Validators.Add(CommonOptions.RefuseOptions);
        text.Validators.Add(RefuseOptions);
        session.Validators.Add(CheckName);
        command.Arguments.Add(member);
        command.Arguments.Add(text);
        command.Options.Add(session);
        command.Options.Add(json);
        command.Options.Add(noStream);
        command.Options.Add(timeout);
        command.Options.Add(fleet);
        command.Options.Add(file);
        command.SetAction(async (parsed, _) =>
        {
            using var signals = new StopSignals();
            var said = parsed.GetValue(text);
            var isPrompt = said is null && !Console.IsInputRedirected;
            if (isPrompt && parsed.GetValue(json))
            {
                throw new CommandRefusedException(ExitCodes.Usage, "--json wants a text: clawden chat MEMBER \"text\" --json");
            }

            if (!isPrompt && said is null or "-")
            {
                said = (await Console.In.ReadToEndAsync(signals.First).ConfigureAwait(false)).Trim();
            }

            if (!isPrompt && string.IsNullOrWhiteSpace(said))
            {
                throw new CommandRefusedException(ExitCodes.Usage, "there is nothing to say: the text is empty");
            }

            await using var connection = await FleetConnection.OpenAsync(parsed.GetValue(fleet), parsed.GetValue(file), signals.First).ConfigureAwait(false);
            var options = new TalkOptions(parsed.GetValue(session), parsed.GetValue(json), Streams: !parsed.GetValue(noStream) && !parsed.GetValue(json), TimeSpan.FromSeconds(parsed.GetValue(timeout)));
            using var talk = await MemberTalk.OpenAsync(console, connection, parsed.GetRequiredValue(member), options, signals.First).ConfigureAwait(false);
            if (isPrompt)
            {
                await new TalkPrompt(console, talk).RunAsync(signals).ConfigureAwait(false);
            }
            else
            {
                await talk.SayAsync(said!, signals.First).ConfigureAwait(false);
            }

            return ExitCodes.Ok;
        });
        return command;
    }

    // A lone hyphen is standard input, and what is quoted may begin with a list's hyphen.
    private static void RefuseOptions(ArgumentResult result)
    {
        foreach (var token in result.Tokens.Where(token => token.Value.StartsWith('-') && token.Value != "-" && !token.Value.Contains(' ', StringComparison.Ordinal)))
        {
            result.AddError($"Unrecognized option '{token.Value}'.");
        }
    }

    private static void CheckName(OptionResult result)
    {
        foreach (var token in result.Tokens.Where(token => token.Value.Length is 0 or > MostOfAName || !token.Value.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-')))
        {
            result.AddError($"--session takes 1 to {MostOfAName} letters, digits, dots, hyphens and underscores, not '{token.Value}'.");
        }
    }

    private static int ParseTime(ArgumentResult result)
    {
        if (result.Tokens is [{ Value: var written }] && Duration.TryParseSeconds(written, out var seconds))
        {
            return seconds;
        }

        result.AddError($"--timeout takes a time such as 30s, 10m or 1h, not '{string.Join(' ', result.Tokens)}'.");
        return 0;
    }
}
