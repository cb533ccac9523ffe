using System.Globalization;
using System.Text;
using ClawFleet.Publishing.Output;

namespace ClawFleet.Publishing.Compose;

/// <summary>
/// Writes YAML that reads the same in YAML 1.1 and 1.2, block by block. Every text goes through <see cref="Text"/>, which also doubles <c>$</c>: docker compose replaces variables in each value
/// (https://github.com/compose-spec/compose-spec/blob/main/12-interpolation.md). What is to be replaced is written with <see cref="Variable"/>.
/// </summary>
internal sealed class ComposeYaml
{
    private const int Step = 2;

    private readonly StringBuilder _text = new();
    private int _depth;

    public void Comment(string text) => Line($"# {text.ReplaceLineEndings(" ")}");

    public void Blank() => _text.Append('\n');

    public void Put(string key, string value) => Line($"{Key(key)}: {Text(value)}");

    public void Put(string key, bool value) => Line($"{Key(key)}: {(value ? "true" : "false")}");

    public void Put(string key, long value) => Line(string.Create(CultureInfo.InvariantCulture, $"{Key(key)}: {value}"));

    public void Put(string key, double value) => Line(string.Create(CultureInfo.InvariantCulture, $"{Key(key)}: {value}"));

    /// <summary>A list in one line.</summary>
    public void Put(string key, IEnumerable<string> values) => Line($"{Key(key)}: [{string.Join(", ", values.Select(Text))}]");

    /// <summary>A value that compose takes from its environment or <c>.env</c>, with text after it.</summary>
    /// <param name="fallback">Used where the variable is not set or empty; free of <c>}</c> and <c>$</c>.</param>
    public void Variable(string key, string name, string fallback, string after = "") => Line($"{Key(key)}: {Quoted($"${{{name}:-{fallback}}}" + after.Replace("$", "$$", StringComparison.Ordinal))}");

    /// <summary>A map, or a list of <see cref="Item(string)"/>s, below a key.</summary>
    public void Block(string key, Action content)
    {
        Line($"{Key(key)}:");
        _depth++;
        content();
        _depth--;
    }

    public void Item(string value) => Line($"- {Text(value)}");

    /// <summary>An item that is a map.</summary>
    public void Item(Action content)
    {
        var start = _text.Length;
        _depth++;
        content();
        _depth--;
        _text[start + (_depth * Step)] = '-';
    }

    public override string ToString() => _text.ToString();

    private void Line(string text) => _text.Append(' ', _depth * Step).Append(text).Append('\n');

    /// <summary>Compose replaces no variable in a key.</summary>
    private static string Key(string key) => YamlText.IsPlain(key) ? key : Quoted(key);

    private static string Text(string value)
    {
        var escaped = value.Replace("$", "$$", StringComparison.Ordinal);
        return YamlText.IsPlain(escaped) ? escaped : Quoted(escaped);
    }

    /// <summary>In single quotes, where only they themselves are special; in double quotes what single ones cannot hold in one line.</summary>
    private static string Quoted(string text)
    {
        if (!YamlText.NeedsEscapes(text))
        {
            return $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
        }

        var quoted = new StringBuilder("\"");
        foreach (var rune in text.EnumerateRunes())
        {
            switch (rune.Value)
            {
                case '"' or '\\':
                    quoted.Append('\\').Append((char)rune.Value);
                    break;
                case '\n':
                    quoted.Append("\\n");
                    break;
                case < 0x20 or (>= 0x7F and <= 0xA0) or 0x2028 or 0x2029 or 0xFEFF:
                    quoted.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
                    break;
                default:
                    quoted.Append(rune.ToString());
                    break;
            }
        }

        return quoted.Append('"').ToString();
    }
}
