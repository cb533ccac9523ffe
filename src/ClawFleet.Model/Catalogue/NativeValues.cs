using ClawFleet.Model.Diagnostics;
using ClawFleet.Model.Parsing;
using ClawFleet.Model.Schema;
using ClawFleet.Runtimes;

namespace ClawFleet.Model.Catalogue;

/// <summary>Reads the single values of a <c>native:</c> part; what is not as it must be is a fault at its place.</summary>
internal abstract class NativeValues(DiagnosticBag faults)
{
    /// <summary>Words in braces; other braces are left as they are.</summary>
    protected void Words(YamlScalar text)
    {
        for (var at = text.Text.IndexOf('{'); at >= 0; at = text.Text.IndexOf('{', at + 1))
        {
            var end = text.Text.IndexOf('}', at);
            var word = end < 0 ? "" : text.Text[(at + 1)..end];
            if (word.Length > 0 && word.All(char.IsAsciiLetter) && !RuntimeDescription.Words.Contains(word))
            {
                var near = Suggestion.For(word, RuntimeDescription.Words);
                Fault(text.Span, $"there is no word `{{{word}}}`", near is null ? $"use {string.Join(", ", RuntimeDescription.Words.Select(w => $"{{{w}}}"))}" : $"did you mean `{{{near}}}`?");
            }
        }
    }

    protected static bool IsVariable(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') && !name.StartsWith("CLAWFLEET_", StringComparison.Ordinal);

    protected string? Choice(YamlMapping of, string key, params string[] words)
    {
        if (Text(of, key) is not { } text || words.Contains(text))
        {
            return of.Find(key) is null ? null : Text(of, key);
        }

        var near = Suggestion.For(text, words);
        Fault(of.Find(key)!.Value.Span, $"`{key}` cannot be `{text}`", near is null ? $"use one of {string.Join(", ", words)}" : $"did you mean `{near}`?");
        return null;
    }

    protected void Keys(YamlMapping map, string[] known)
    {
        foreach (var key in map.Entries.Select(e => e.Key).Where(k => Array.IndexOf(known, k.Text) < 0))
        {
            var near = Suggestion.For(key.Text, known);
            Fault(key.Span, $"unknown key `{key.Text}`", near is null ? $"use one of {string.Join(", ", known)}" : $"did you mean `{near}`?");
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

    protected string? Text(YamlMapping of, string key)
    {
        switch (of.Find(key)?.Value)
        {
            case null:
                return null;
            case YamlScalar { IsNull: false, Text.Length: > 0 } scalar:
                return scalar.Text;
            case var other:
                Fault(other.Span, $"`{key}` is text, and this is {other.Noun}", "write a word");
                return null;
        }
    }

    protected void Fault(SourceSpan span, string what, string remedy) => faults.Error(DiagnosticCodes.BadValue, span, what, null, remedy);
}
