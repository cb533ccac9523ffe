using System.Globalization;
using System.Text;

namespace ClawFleet.Runtimes.Native;

/// <summary>Walks over TOML text: blanks, comments, keys, strings and bare words, with the place for faults.</summary>
internal sealed class TomlScanner(string text)
{
    private int _at = text.StartsWith('\uFEFF') ? 1 : 0;

    public bool AtEnd => _at >= text.Length;

    private char Current => _at < text.Length ? text[_at] : '\0';

    /// <summary>The place of the next character.</summary>
    public int Place => _at;

    public FormatException Fault(string what) => Fault(what, _at);

    public FormatException Fault(string what, int place)
    {
        var before = text.AsSpan(0, Math.Min(place, text.Length));
        var line = before.Count('\n') + 1;
        return new FormatException($"line {line}, column {before.Length - before.LastIndexOf('\n')}: {what}");
    }

    public bool TryTake(string token)
    {
        if (string.CompareOrdinal(text, _at, token, 0, token.Length) != 0)
        {
            return false;
        }

        _at += token.Length;
        return true;
    }

    public void Expect(string token)
    {
        if (!TryTake(token))
        {
            throw Fault($"expected {token}");
        }
    }

    public void SkipBlanks()
    {
        while (Current is ' ' or '\t')
        {
            _at++;
        }
    }

    /// <summary>Skips blanks, comments and line ends.</summary>
    public void SkipBlankLines()
    {
        while (true)
        {
            SkipBlanks();
            Comment();
            if (!LineEnd())
            {
                return;
            }
        }
    }

    /// <summary>Nothing but a comment may follow on this line.</summary>
    public void EndOfLine()
    {
        SkipBlanks();
        Comment();
        if (!AtEnd && !LineEnd())
        {
            throw Fault("expected the end of the line");
        }
    }

    public string Key()
    {
        if (Current is '"' or '\'')
        {
            return TryTake("\"\"\"") || TryTake("'''") ? throw Fault("a key cannot be a multi-line string") : TryString(out var quoted) ? quoted : "";
        }

        var start = _at;
        while (char.IsAsciiLetterOrDigit(Current) || Current is '_' or '-')
        {
            _at++;
        }

        return _at > start ? text[start.._at] : throw Fault("expected a key");
    }

    /// <summary>A word up to a delimiter: a number, a boolean or a date (which may hold one blank).</summary>
    public string Bare()
    {
        var start = _at;
        SkipWord();
        if (_at - start == 10 && text[start + 4] == '-' && Current == ' ' && _at + 1 < text.Length && char.IsAsciiDigit(text[_at + 1]))
        {
            _at++;
            SkipWord();
        }

        return text[start.._at];
    }

    public bool TryString(out string value)
    {
        var quoted = Current is '"' or '\'';
        value = TryTake("\"\"\"") ? Basic(multiline: true)
            : TryTake("\"") ? Basic(multiline: false)
            : TryTake("'''") ? Literal(multiline: true)
            : TryTake("'") ? Literal(multiline: false)
            : "";
        return quoted;
    }

    private string Literal(bool multiline)
    {
        var value = new StringBuilder();
        SkipFirstLineEnd(multiline);
        while (!Closes('\'', multiline, value))
        {
            value.Append(Plain(multiline));
        }

        return value.ToString();
    }

    private string Basic(bool multiline)
    {
        var value = new StringBuilder();
        SkipFirstLineEnd(multiline);
        while (!Closes('"', multiline, value))
        {
            if (Current != '\\')
            {
                value.Append(Plain(multiline));
                continue;
            }

            _at++;
            if (multiline && TrySkipFoldedLine())
            {
                continue;
            }

            Escape(value);
        }

        return value.ToString();
    }

    /// <summary>True at the closing delimiter. A multi-line string may hold one or two quotes just before it.</summary>
    private bool Closes(char quote, bool multiline, StringBuilder value)
    {
        if (AtEnd)
        {
            throw Fault("the string does not end");
        }

        if (Current != quote)
        {
            return false;
        }

        if (!multiline)
        {
            _at++;
            return true;
        }

        var count = 0;
        while (count < 5 && _at + count < text.Length && text[_at + count] == quote)
        {
            count++;
        }

        _at += count;
        value.Append(quote, count < 3 ? count : count - 3);
        return count >= 3;
    }

    private string Plain(bool multiline)
    {
        if (multiline && Current == '\n')
        {
            _at++;
            return "\n";
        }

        if (multiline && Current == '\r' && _at + 1 < text.Length && text[_at + 1] == '\n')
        {
            _at += 2;
            return "\n";
        }

        RefuseControl();
        return text[_at++].ToString();
    }

    private void Escape(StringBuilder value)
    {
        var c = Current;
        _at++;
        switch (c)
        {
            case 'b': value.Append('\b'); break;
            case 't': value.Append('\t'); break;
            case 'n': value.Append('\n'); break;
            case 'f': value.Append('\f'); break;
            case 'r': value.Append('\r'); break;
            case '"': value.Append('"'); break;
            case '\\': value.Append('\\'); break;
            case 'u': value.Append(Rune(4)); break;
            case 'U': value.Append(Rune(8)); break;
            default: throw Fault("unknown escape");
        }
    }

    private string Rune(int digits)
    {
        if (_at + digits > text.Length
            || !text.AsSpan(_at, digits).ToString().All(char.IsAsciiHexDigit)
            || !System.Text.Rune.TryCreate(uint.Parse(text.AsSpan(_at, digits), NumberStyles.HexNumber, CultureInfo.InvariantCulture), out var rune))
        {
            throw Fault("not a Unicode scalar value");
        }

        _at += digits;
        return rune.ToString();
    }

    private bool TrySkipFoldedLine()
    {
        var back = _at;
        SkipBlanks();
        if (!LineEnd())
        {
            _at = back;
            return false;
        }

        do
        {
            SkipBlanks();
        }
        while (LineEnd());
        return true;
    }

    private void SkipFirstLineEnd(bool multiline)
    {
        if (multiline)
        {
            LineEnd();
        }
    }

    private bool LineEnd() => TryTake("\n") || TryTake("\r\n");

    private void Comment()
    {
        if (Current != '#')
        {
            return;
        }

        while (!AtEnd && Current != '\n' && !(Current == '\r' && _at + 1 < text.Length && text[_at + 1] == '\n'))
        {
            RefuseControl();
            _at++;
        }
    }

    private void RefuseControl()
    {
        if (Current is (< ' ' and not '\t') or '\u007f')
        {
            throw Fault("control character");
        }
    }

    private void SkipWord()
    {
        while (!AtEnd && Current is not (' ' or '\t' or '\r' or '\n' or ',' or ']' or '}' or '#'))
        {
            _at++;
        }
    }
}
