using System.Collections.Immutable;
using System.Text.Json;
using System.Text.RegularExpressions;
using ClawFleet.Hosting;

namespace ClawFleet.Observer.Recording;

/// <summary>
/// Finds level and message in a line of output: a JSON object as the usual logging libraries write them (slog, zap, pino, bunyan, tracing), else text that
/// names a level near its beginning.
/// </summary>
internal static partial class ConsoleLineReader
{
    private const int MostFields = 32;
    private const int LevelWithin = 120;
    private static readonly string[] MessageFields = ["msg", "message", "body", "event"];
    private static readonly string[] LevelFields = ["level", "severity", "lvl", "log.level"];

    public static ConsoleLine Read(string text)
    {
        var plain = TerminalText.Plain(text);
        return TryJson(plain) ?? ReadText(plain);
    }

    private static ConsoleLine? TryJson(string text)
    {
        if (text.AsSpan().Trim() is not ['{', .., '}'])
        {
            return null;
        }

        try
        {
            using var json = JsonDocument.Parse(text);
            var root = json.RootElement;
            var message = Find(root, MessageFields, JsonValueKind.String);
            if (message is not { } found)
            {
                return null;
            }

            var level = Find(root, LevelFields, JsonValueKind.String) ?? Find(root, LevelFields, JsonValueKind.Number);
            var word = level?.Value.ToString() ?? "";
            return new ConsoleLine(Severity(word), word, found.Value.GetString()!, [.. Rest(root, found.Name, level?.Name)]);
        }
        catch (JsonException)
        {
            return null; // Looks like JSON and is none: a line of text.
        }
    }

    private static JsonProperty? Find(JsonElement root, string[] names, JsonValueKind kind)
    {
        foreach (var name in names)
        {
            foreach (var property in root.EnumerateObject())
            {
                if (property.Value.ValueKind == kind && property.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                {
                    return property;
                }
            }
        }

        return null;
    }

    private static IEnumerable<KeyValuePair<string, string>> Rest(JsonElement root, string message, string? level) =>
        root.EnumerateObject().Where(p => p.Name != message && p.Name != level && p.Value.ValueKind != JsonValueKind.Null)
            .DistinctBy(p => p.Name).Take(MostFields).Select(p => KeyValuePair.Create(p.Name, p.Value.ValueKind == JsonValueKind.String ? p.Value.GetString()! : p.Value.GetRawText()));

    private static ConsoleLine ReadText(string text)
    {
        var match = Level().Match(text.Length > LevelWithin ? text[..LevelWithin] : text);
        var word = match.Groups.Values.Skip(1).FirstOrDefault(group => group.Success)?.Value ?? "";
        return new ConsoleLine(Severity(word), word, text, ImmutableArray<KeyValuePair<string, string>>.Empty);
    }

    /// <summary>OTLP's number (opentelemetry-specification, logs/data-model.md, "Severity fields"); pino's and bunyan's numbers are ten times their rank.</summary>
    private static int Severity(string word) => word.ToUpperInvariant() switch
    {
        "TRACE" or "TRC" or "10" => 1,
        "DEBUG" or "DBG" or "20" => 5,
        "INFO" or "INF" or "INFORMATION" or "NOTICE" or "LOG" or "30" => 9,
        "WARN" or "WRN" or "WARNING" or "40" => 13,
        "ERROR" or "ERR" or "50" => 17,
        "FATAL" or "FTL" or "CRITICAL" or "CRIT" or "PANIC" or "60" => 21,
        _ => 0,
    };

    // A capital word of its own, one in brackets, or a key=value; "error" in the middle of a sentence is none.
    [GeneratedRegex(@"\b(TRACE|DEBUG|INFO|NOTICE|LOG(?=:)|WARN|WARNING|ERROR|FATAL|CRITICAL|PANIC)\b|[\[(](?i:(trace|debug|info|notice|warn|warning|error|err|fatal|critical))[\])]|\b(?i:level|lvl|severity)=""?(\w+)|^(?i:(debug|info|warn|warning|error|fatal)):")]
    private static partial Regex Level();
}
