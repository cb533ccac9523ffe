using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using ClawFleet.Engine;
using ClawFleet.Hosting;
using ModelContextProtocol;

namespace ClawFleet.Observer.Mcp;

/// <summary>What a tool answers: compact JSON of a bounded size, free of secrets; or a sentence that says what is wrong.</summary>
internal static class Answer
{
    /// <summary>Of one text, such as a log record's body.</summary>
    public const int LongestText = 2_000;

    /// <summary>Of an answer: some fifteen thousand tokens.</summary>
    public const int LongestAnswer = 60_000;

    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="list">The property whose items may be left out, from its beginning or its end, until the answer is short enough.</param>
    /// <param name="keepLast">Leave out the first ones: the last are worth more.</param>
    public static string Of(JsonObject answer, string list, Func<string, string> mask, bool keepLast = false)
    {
        Clean(answer, mask);
        var text = answer.ToJsonString(Readable);
        var items = answer[list]!.AsArray();
        var left = 0;
        while (text.Length > LongestAnswer && items.Count > 0)
        {
            // By share of what is too much, so that a few rounds do.
            var drop = Math.Clamp((int)((long)items.Count * (text.Length - LongestAnswer) / text.Length), 1, items.Count);
            items.RemoveRange(keepLast ? 0 : items.Count - drop, drop);
            left += drop;
            answer["leftOut"] = $"{left} {(keepLast ? "older" : "further")} {list} for the sake of length; narrow the question";
            text = answer.ToJsonString(Readable);
        }

        return text;
    }

    /// <summary>Asks the engine, and turns what it or the fleet refuses into words for the caller.</summary>
    /// <exception cref="McpException">Why it cannot be done.</exception>
    public static async Task<T> AskAsync<T>(Func<Task<T>> question)
    {
        try
        {
            return await question().ConfigureAwait(false);
        }
        catch (Exception e) when (e is EngineException or UnknownMemberException or FleetConflictException or SecretUnavailableException or IOException or UnauthorizedAccessException)
        {
            throw new McpException(e.Message);
        }
    }

    public static string Shortened(string text) => text.Length <= LongestText ? text : string.Concat(text.AsSpan(0, LongestText), $"… ({text.Length - LongestText} more characters)");

    private static void Clean(JsonNode? node, Func<string, string> mask)
    {
        switch (node)
        {
            case JsonObject map:
                foreach (var (key, value) in map.ToList())
                {
                    if (IsText(value))
                    {
                        map[key] = Shown(value!, mask);
                    }
                    else
                    {
                        Clean(value, mask);
                    }
                }

                break;
            case JsonArray list:
                for (var i = 0; i < list.Count; i++)
                {
                    if (IsText(list[i]))
                    {
                        list[i] = Shown(list[i]!, mask);
                    }
                    else
                    {
                        Clean(list[i], mask);
                    }
                }

                break;
        }
    }

    private static bool IsText(JsonNode? node) => node?.GetValueKind() == JsonValueKind.String;

    // Masked before it is cut: half a secret would not be known for one.
    private static string Shown(JsonNode text, Func<string, string> mask) => Shortened(mask(text.GetValue<string>()));
}
