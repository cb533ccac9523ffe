using System.Globalization;
using System.Text;

namespace ClawFleet.Cli.Files;

/// <summary>The fleet file that a <c>clawden run</c> stands for, and the secrets that came with it. The text itself holds only their variables.</summary>
/// <param name="Secrets">Variables to set for the document, with values given on the command line.</param>
internal sealed record RunDocument(string Text, IReadOnlyList<(string Name, string Value)> Secrets)
{
    /// <exception cref="CommandRefusedException">The options contradict each other.</exception>
    public static RunDocument From(RunRequest request)
    {
        var secrets = new List<(string, string)>();
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"name: {(request.Name is { } name ? Quote(name) : $"run-{FleetNamePart(request.Runtime)}")}\n");
        text.Append(CultureInfo.InvariantCulture, $"runtime: {Quote(request.Runtime)}\n");
        text.Append(CultureInfo.InvariantCulture, $"simulate: {request.Simulate}\n");
        if (request.AutoPort)
        {
            text.Append("ports: auto\n");
        }

        WriteModel(text, request, secrets);
        if (request.Tools.Length > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"tools: [{string.Join(", ", request.Tools.Select(Quote))}]\n");
        }

        WriteChannels(text, request, secrets);
        return new RunDocument(text.ToString(), secrets);
    }

    private static void WriteModel(StringBuilder text, RunRequest request, List<(string, string)> secrets)
    {
        if (request.Provider is { } provider)
        {
            text.Append(CultureInfo.InvariantCulture, $"provider: {Quote(provider)}\n");
        }

        if (request.Model is { } model)
        {
            text.Append(CultureInfo.InvariantCulture, $"model: {Quote(model)}\n");
        }

        if (request.ApiKey is { } key)
        {
            if (request.Provider is not { } name)
            {
                throw Refuse("--api-key is a provider's key: say whose with --provider NAME");
            }

            secrets.Add(($"{VariablePart(name)}_API_KEY", key));
        }
    }

    private static void WriteChannels(StringBuilder text, RunRequest request, List<(string, string)> secrets)
    {
        var tokens = request.Tokens.Select(token => SplitToken(token, request.Channels)).ToList();
        RefuseWithoutChannel(request);
        if (request.Channels.Length == 0)
        {
            return;
        }

        text.Append("channels:\n");
        foreach (var channel in request.Channels)
        {
            text.Append(CultureInfo.InvariantCulture, $"  {Quote(channel)}:\n    type: {Quote(channel)}\n");
            foreach (var (field, variable) in Credentials(channel, request))
            {
                text.Append(CultureInfo.InvariantCulture, $"    {field}: ${variable}\n");
            }

            if (request.Phone is { } phone)
            {
                text.Append(CultureInfo.InvariantCulture, $"    phone: {Quote(phone)}\n");
            }

            if (request.AllowedUsers is { } users)
            {
                text.Append(CultureInfo.InvariantCulture, $"    allowed_users: [{string.Join(", ", users.Select(Quote))}]\n");
            }

            foreach (var (_, token) in tokens.Where(token => token.Channel == channel))
            {
                secrets.Add((channel == "matrix" ? "MATRIX_ACCESS_TOKEN" : $"{VariablePart(channel)}_BOT_TOKEN", token));
            }

            if (channel == "slack" && request.AppToken is { } appToken)
            {
                secrets.Add(("SLACK_APP_TOKEN", appToken));
            }
        }
    }

    /// <summary>The fields a channel's credentials go in, and the well-known variable of each; none where the type has no credential that all its users need.</summary>
    private static IEnumerable<(string Field, string Variable)> Credentials(string channel, RunRequest request) => channel switch
    {
        "slack" => [("bot_token", "SLACK_BOT_TOKEN"), ("app_token", "SLACK_APP_TOKEN")],
        "feishu" or "lark" => [("app_id", $"{VariablePart(channel)}_APP_ID"), ("app_secret", $"{VariablePart(channel)}_APP_SECRET")],
        "matrix" => [("homeserver", "MATRIX_HOMESERVER"), ("token", "MATRIX_ACCESS_TOKEN")],
        "signal" when request.Phone is null => [("phone", "SIGNAL_PHONE")],
        "telegram" or "discord" or "mattermost" or "dingtalk" or "teams" or "qq" or "line" => [("token", $"{VariablePart(channel)}_BOT_TOKEN")],
        _ when request.Tokens.Length > 0 => [("token", $"{VariablePart(channel)}_BOT_TOKEN")],
        _ => [],
    };

    private static void RefuseWithoutChannel(RunRequest request)
    {
        if (request.AppToken is not null && !request.Channels.Contains("slack"))
        {
            throw Refuse("--app-token is Slack's: add --channel slack");
        }

        if (request.Channels.Length == 0 && (request.Tokens.Length > 0 || request.Phone is not null || request.AllowedUsers is not null))
        {
            throw Refuse("--token, --phone and --allowed-users belong to a channel: say which with --channel TYPE");
        }

        if (request.Channels.Length > 1 && request.Phone is not null)
        {
            throw Refuse("--phone fits one channel only; write a clawden.yaml for more");
        }
    }

    private static (string Channel, string Token) SplitToken(string token, string[] channels)
    {
        var at = token.IndexOf('=', StringComparison.Ordinal);
        if (at > 0 && channels.Contains(token[..at]))
        {
            return (token[..at], token[(at + 1)..]);
        }

        return channels switch
        {
            [var only] => (only, token),
            [] => ("", token),
            _ => throw Refuse("with several channels a token says whose it is: --token telegram=TOKEN"),
        };
    }

    private static CommandRefusedException Refuse(string message) => new(ExitCodes.Usage, message);

    /// <summary>Single-quoted YAML in which no variable is looked up.</summary>
    private static string Quote(string text) =>
        $"'{text.Replace("'", "''", StringComparison.Ordinal).Replace("$", "$$", StringComparison.Ordinal).Replace('\n', ' ')}'";

    private static string VariablePart(string name) => string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToUpperInvariant(c) : '_'));

    private static string FleetNamePart(string runtime) => string.Concat(runtime.Where(c => char.IsAsciiLetterOrDigit(c) || c == '-').Select(char.ToLowerInvariant));
}
