using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ClawFleet.Chat.Http;

/// <summary>What went wrong, as clauses about the member.</summary>
internal static class Faults
{
    private const int LongestQuote = 300;

    // How the runtimes say that they have no model: ZeroClaw, IronClaw, OpenClaw, PicoClaw, MicroClaw, NanoClaw's bridge.
    private static readonly string[] NoModelWords =
        ["needs_quickstart", "no model configured", "no llm provider", "no api key found", "no model provider", "no default model", "has no model", "no provider configured", "model_name is empty", "missing api key", "no route-compatible authentication source"];

    // What they say of a turn that failed for a cause they keep to themselves: IronClaw, OpenClaw, NullClaw; and MicroClaw, which is then told of an Ollama that is not there.
    private static readonly string[] VagueWords = ["internal error", "internal server error", "processing failed", "temporarily unavailable", "error sending request for url (http://127.0.0.1:11434"];

    private const string GiveOne = "`provider:` and `model:` in clawden.yaml and run 'clawden up'";

    public static ChatException Unreachable(ChatEndpoint endpoint, Exception cause) =>
        new(ChatFailure.Unreachable, $"does not answer at {endpoint.Address.GetLeftPart(UriPartial.Authority)} ({FirstLine(cause.InnerException?.Message ?? cause.Message)})", cause);

    public static ChatException Cut(Exception? cause) => new(ChatFailure.Unreachable, "broke the connection off in the middle of its answer; its log says why", cause);

    public static ChatException Empty(ChatEndpoint endpoint) =>
        endpoint.HasModel == false ? NoModel(null) : new(ChatFailure.Empty, "gave an answer without any text");

    public static ChatException Malformed(string seen) => new(ChatFailure.Malformed, $"gave an answer that is not of its protocol: {Quote(seen)}");

    /// <param name="said">The runtime's own word, or null.</param>
    public static ChatException NoModel(string? said) =>
        new(ChatFailure.NoModel, $"has no model to ask{(string.IsNullOrWhiteSpace(said) ? "" : $" (it says: {Quote(said)})")}; give it {GiveOne}");

    /// <summary>A turn that failed for the reason that the runtime gives.</summary>
    public static ChatException Turn(ChatEndpoint endpoint, string said)
    {
        if (IsForWantOfAModel(endpoint, said))
        {
            return NoModel(said);
        }

        return new(ChatFailure.Failed, (string.IsNullOrWhiteSpace(said) ? "failed the turn without saying why; its log may" : $"failed the turn: {Quote(said)}") + NorAModel(endpoint));
    }

    /// <summary>Whether the text is the word of a runtime without a model for having none. One that was given a model means something else by it.</summary>
    public static bool SaysNoModel(ChatEndpoint endpoint, string text) => endpoint.HasModel != true && Has(text, NoModelWords);

    /// <summary>An HTTP status other than success.</summary>
    public static ChatException Status(ChatEndpoint endpoint, HttpStatusCode status, string body)
    {
        var said = Said(body);
        var number = ((int)status).ToString(CultureInfo.InvariantCulture);
        switch ((int)status)
        {
            case 401 or 403:
                return new(ChatFailure.Unauthorized, endpoint.Token is null
                    ? $"wants an API token ({number}), and none is known; set CLAWFLEET_API_TOKEN, or run the command as the user who brought the fleet up"
                    : $"refuses the API token ({number}); was it brought up by another user, or does its own configuration name another token? CLAWFLEET_API_TOKEN wins over the fleet's");
            case 404 or 405:
                return new(ChatFailure.Refused, $"has no chat at {endpoint.Path} ({number}{Colon(said)}); its configuration may have switched it off");
            case 408 or 504:
                return new(ChatFailure.Failed, $"gave the turn up for taking too long ({number}{Colon(said)})");
            case 429:
                return new(ChatFailure.RateLimited, $"takes no more messages for now ({number}{Colon(said)}); wait a minute");
            case >= 300 and < 400:
                return new(ChatFailure.Refused, $"points elsewhere ({number}) instead of answering");
            case >= 400 and < 500:
                return SaysNoModel(endpoint, said) ? NoModel(said) : new(ChatFailure.Refused, $"refuses the message ({number}{Colon(said)})");
            case 503 when said.Contains("starting", StringComparison.OrdinalIgnoreCase):
                return new(ChatFailure.Starting, $"is still starting ({number}{Colon(said)}); 'clawden ps' shows when it is healthy");
            default:
                return IsForWantOfAModel(endpoint, said) ? NoModel(said.Length > 0 ? said : null) : new(ChatFailure.Failed, $"failed the turn ({number}{Colon(said)}){NorAModel(endpoint)}");
        }
    }

    /// <summary>The sentence in an error body: OpenAI's envelope, <c>{"error": "…"}</c>, JSON-RPC's, or plain text.</summary>
    public static string Said(string body)
    {
        try
        {
            if (JsonNode.Parse(body) is JsonObject json)
            {
                return json["error"] switch
                {
                    JsonObject error => error.Text("message") ?? error.Text("code") ?? error.ToJsonString(),
                    JsonValue word => word.ToString(),
                    _ => json.Text("message") ?? json.Text("detail") ?? json.ToJsonString(),
                };
            }
        }
        catch (JsonException)
        {
            // Plain text, or nothing.
        }

        return FirstLine(body.Trim());
    }

    /// <summary>Whether the turn failed because there is no model: the runtime says so, or there is none and it says nothing that could be another cause.</summary>
    private static bool IsForWantOfAModel(ChatEndpoint endpoint, string said) =>
        SaysNoModel(endpoint, said) || (endpoint.HasModel == false && (string.IsNullOrWhiteSpace(said) || Has(said, VagueWords)));

    private static string NorAModel(ChatEndpoint endpoint) => endpoint.HasModel == false ? $"; nor has it a model to ask: give it {GiveOne}" : "";

    private static bool Has(string text, string[] words) => words.Any(word => text.Contains(word, StringComparison.OrdinalIgnoreCase));

    private static string Colon(string said) => said.Length == 0 ? "" : ": " + Quote(said);

    private static string Quote(string text)
    {
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length > LongestQuote ? line[..LongestQuote] + "…" : line;
    }

    private static string FirstLine(string text) => text.AsSpan().IndexOfAny('\r', '\n') is var end and >= 0 ? text[..end] : text;
}
