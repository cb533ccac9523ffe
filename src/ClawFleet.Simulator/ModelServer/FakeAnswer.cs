using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ClawFleet.Simulator.ModelServer;

/// <summary>One answer of the model server.</summary>
internal sealed record ModelTurn(string Id, string Model, string Text, long CreatedAt);

/// <summary>
/// What the model server says. Asked to <c>say exactly "…"</c>, it says that: runtimes wrap a user's words and add context of their own after them, and a test wants to
/// know that its own words went all the way. Otherwise it repeats the end of what it was told last.
/// </summary>
internal static partial class FakeAnswer
{
    private const int LongestEcho = 200;

    public static string To(JsonNode said)
    {
        var told = said switch
        {
            JsonArray messages => messages.OfType<JsonObject>().Where(m => m["role"]?.ToString() is null or "user").Select(m => Text(m["content"])).Where(t => t.Length > 0).Reverse().ToList(),
            _ => [Text(said)],
        };
        foreach (var text in told)
        {
            // The last one: a runtime may show the history before it.
            if (Exactly().Matches(text) is { Count: > 0 } wanted) return wanted[^1].Groups[1].Value;
        }

        var last = told.FirstOrDefault() ?? "";
        return "[fake model] You said: " + (last.Length > LongestEcho ? last[^LongestEcho..] : last);
    }

    private static string Text(JsonNode? content) => content switch
    {
        JsonValue value => value.ToString(),
        JsonArray parts => string.Join('\n', parts.OfType<JsonObject>().Select(part => part["text"]?.ToString()).Where(text => text is not null)),
        _ => "",
    };

    [GeneratedRegex("say exactly \"([^\"]*)\"", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Exactly();
}
