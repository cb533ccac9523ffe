using System.Collections.Immutable;
using System.Globalization;
using ClawFleet.Model.Diagnostics;
using ClawFleet.Model.Parsing;
using ClawFleet.Model.Resolution;
using ClawFleet.Model.Schema;

namespace ClawFleet.Model.Building;

/// <summary>Reads typed values from one map. Wrong kinds were reported by <see cref="SchemaCheck"/> and read as absent here.</summary>
/// <param name="place">Dotted place of the map in the file; empty for the root.</param>
/// <param name="needed">Whether a chosen member needs these values.</param>
internal sealed class MapReader(YamlMapping map, string place, Resolver resolver, bool needed)
{
    public YamlMapping Map => map;

    public bool Needed => needed;

    public Resolver Resolver => resolver;

    public string Place(string key) => place.Length == 0 ? key : $"{place}.{key}";

    public YamlEntry? Entry(string key) => map.Find(key) is { Value.IsNull: false } entry ? entry : null;

    public YamlScalar? Scalar(string key) => Entry(key)?.Value as YamlScalar;

    public MapReader? Child(string key) => Entry(key)?.Value is YamlMapping child ? new MapReader(child, Place(key), resolver, needed) : null;

    public Resolved? Plain(string key) => Scalar(key) is { } scalar ? resolver.Plain(scalar, Place(key), needed) : null;

    public Resolved? Either(string key, string derivedName) => Scalar(key) is { } scalar ? resolver.Either(scalar, Place(key), derivedName, needed) : null;

    public Resolved? Secret(string key, string derivedName, string variable)
        => Scalar(key) is { } scalar ? resolver.Secret(scalar, Place(key), derivedName, variable, needed) : null;

    /// <summary>One of some words; another one is an error with a suggestion.</summary>
    public string? Choice(string key, ImmutableArray<string> words)
    {
        if (Plain(key) is not { } text)
        {
            return null;
        }

        var word = words.FirstOrDefault(w => w.Equals(text.Text, StringComparison.OrdinalIgnoreCase));
        if (word is null)
        {
            var near = Suggestion.For(text.Text, words);
            Error(DiagnosticCodes.UnknownWord, text.Span, $"`{key}` cannot be `{text.Text}`", null, near is null ? $"use one of {string.Join(", ", words)}" : $"did you mean `{near}`?");
        }

        return word;
    }

    public bool? Flag(string key) => Parse<bool>(key, "`true` or `false`", "true", t => t switch { "true" or "True" or "TRUE" => true, "false" or "False" or "FALSE" => false, _ => null });

    public int? Integer(string key, int least, int most)
        => Parse<int>(key, string.Create(CultureInfo.InvariantCulture, $"a whole number from {least} to {most}"), least.ToString(CultureInfo.InvariantCulture),
            t => int.TryParse(t, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n) && n >= least && n <= most ? n : null);

    /// <param name="what">What it must be, such as <c>a number above 0</c>.</param>
    /// <param name="example">A value that would do.</param>
    public T? Parse<T>(string key, string what, string example, Func<string, T?> parse)
        where T : struct
    {
        if (Plain(key) is not { } text)
        {
            return null;
        }

        var value = parse(text.Text);
        if (value is null)
        {
            Error(DiagnosticCodes.BadValue, text.Span, $"`{key}` must be {what}, and `{text.Text}` is not", null, $"write `{key}: {example}`, say");
        }

        return value;
    }

    /// <summary>Items of a list of text; null when the key is absent.</summary>
    public ImmutableArray<Resolved>? List(string key)
    {
        if (Entry(key)?.Value is not YamlSequence list)
        {
            return null;
        }

        var items = ImmutableArray.CreateBuilder<Resolved>(list.Items.Length);
        foreach (var item in list.Items)
        {
            if (item is YamlScalar { IsNull: false } scalar && resolver.Plain(scalar, Place(key), needed) is { } text)
            {
                items.Add(text);
            }
        }

        return items.ToImmutable();
    }

    public void Error(string code, SourceSpan span, string what, string? why, string? remedy) => resolver.Faults.Error(code, span, what, why, remedy);

    public void Warning(string code, SourceSpan span, string what, string? why, string? remedy) => resolver.Faults.Warning(code, span, what, why, remedy);
}
