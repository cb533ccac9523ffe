using System.Collections.Immutable;
using System.Globalization;
using ClawFleet.Model.Diagnostics;
using ClawFleet.Model.Parsing;
using ClawFleet.Model.Plans;
using ClawFleet.Model.Schema;

namespace ClawFleet.Model.Catalogue;

/// <summary>Reads a map key by key. Strict: an unknown key is a fault, and so is a value of another kind.</summary>
internal abstract class KeyReader(DiagnosticBag faults)
{
    protected DiagnosticBag Faults { get; } = faults;

    protected void Keys(YamlMapping map, string[] known)
    {
        foreach (var entry in map.Entries)
        {
            if (Array.IndexOf(known, entry.Key.Text) < 0)
            {
                Fault(entry.Key.Span, $"unknown key `{entry.Key.Text}`", Nearest(entry.Key.Text, known, $"use one of {string.Join(", ", known)}"));
            }
        }
    }

    protected YamlMapping? Map(YamlMapping of, string key, params string[] known)
    {
        switch (of.Find(key)?.Value)
        {
            case null:
                return null;
            case YamlMapping map:
                Keys(map, known);
                return map;
            case var other:
                Fault(other.Span, $"`{key}` is a map, and this is {other.Noun}", $"use the keys {string.Join(", ", known)}");
                return null;
        }
    }

    protected string? Text(YamlMapping of, string key, bool required = false)
    {
        switch (of.Find(key)?.Value)
        {
            case YamlScalar { IsNull: false } scalar when scalar.Text.Length > 0:
                return scalar.Text;
            case null when !required:
                return null;
            case null:
                Fault(of.Span, $"`{key}` is missing", $"add `{key}: …`");
                return null;
            case var other:
                Fault(other.Span, $"`{key}` is text, and this is {other.Noun}", "write a word");
                return null;
        }
    }

    /// <summary>One of <paramref name="words"/>; null when the key is not there, and for another word, which is a fault.</summary>
    protected string? Choice(YamlMapping of, string key, params string[] words)
    {
        if (Text(of, key) is not { } text)
        {
            return null;
        }

        if (words.Contains(text))
        {
            return text;
        }

        Fault(of.Find(key)!.Value.Span, $"`{key}` cannot be `{text}`", Nearest(text, words, $"use one of {string.Join(", ", words)}"));
        return null;
    }

    /// <summary>The remedy for a word that is none of <paramref name="known"/>.</summary>
    protected static string Nearest(string word, IEnumerable<string> known, string otherwise) => Suggestion.For(word, known) is { } near ? $"did you mean `{near}`?" : otherwise;

    protected ImmutableArray<string> Texts(YamlMapping of, string key)
    {
        switch (of.Find(key)?.Value)
        {
            case null:
                return [];
            case YamlSequence list when list.Items.All(i => i is YamlScalar):
                return [.. list.Items.Select(i => ((YamlScalar)i).Text)];
            case var other:
                Fault(other.Span, $"`{key}` is a list of words", "write `[a, b]`");
                return [];
        }
    }

    protected bool Flag(YamlMapping of, string key)
    {
        var text = Text(of, key);
        if (text is not (null or "true" or "false"))
        {
            Fault(of.Find(key)!.Value.Span, $"`{key}` is `true` or `false`", "write one of the two");
        }

        return text == "true";
    }

    protected int? Integer(YamlMapping of, string key, int least, int most)
        => Value<int>(of, key, $"a whole number from {least} to {most}", t => int.TryParse(t, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n >= least && n <= most ? n : null);

    protected double? Decimal(YamlMapping of, string key)
        => Value<double>(of, key, "a number above 0", t => double.TryParse(t, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var n) && n > 0 ? n : null);

    protected long? Size(YamlMapping of, string key) => Value<long>(of, key, "a size such as 512MiB", t => ByteSize.TryParse(t, out var n) ? n : null);

    protected int? Seconds(YamlMapping? of, string key)
        => of is null ? null : Value<int>(of, key, "a time such as 30s or 2m", t => Duration.TryParseSeconds(t, out var n) ? n : null);

    protected T? Value<T>(YamlMapping of, string key, string what, Func<string, T?> parse)
        where T : struct
    {
        if (Text(of, key) is not { } text)
        {
            return null;
        }

        var value = parse(text);
        if (value is null)
        {
            Fault(of.Find(key)!.Value.Span, $"`{key}` is {what}, and `{text}` is not", "mend the value");
        }

        return value;
    }

    protected T Require<T>(YamlMapping of, string key, T value)
        where T : struct
    {
        if (of.Find(key) is null)
        {
            Fault(of.Span, $"`{key}` is missing", $"add `{key}: …`");
        }

        return value;
    }

    protected void Fault(SourceSpan span, string what, string remedy) => Faults.Error(DiagnosticCodes.BadValue, span, what, null, remedy);
}
