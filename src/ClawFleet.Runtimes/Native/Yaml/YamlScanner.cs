using System.Globalization;
using System.Text;

namespace ClawFleet.Runtimes.Native;

/// <summary>Stands at one place of a YAML text and takes the words there. After a node it stands at the first word of the next line that holds one.</summary>
internal sealed class YamlScanner
{
    private readonly string[] _lines;
    private int _row;

    public YamlScanner(string text) => _lines = text.TrimStart('\uFEFF').ReplaceLineEndings("\n").Split('\n');

    /// <summary>Column in the line, from 0; that of a line's first word is its indentation.</summary>
    public int Column { get; private set; }

    public bool AtEnd => _row >= _lines.Length;

    /// <summary>The character here; a line feed at a line's end, NUL at the text's.</summary>
    public char Current => AtEnd ? '\0' : Column < Line.Length ? Line[Column] : '\n';

    public bool AtLineEnd => Column >= Line.Length || (Line[Column] == '#' && (Column == 0 || Line[Column - 1] is ' ' or '\t'));

    public bool AtDash => !AtEnd && Current == '-' && (Column + 1 == Line.Length || Line[Column + 1] == ' ');

    public bool AtBlockText => Current is '|' or '>';

    private string Line => _lines[_row];

    public FormatException Fault(string what) => new($"line {Math.Min(_row, _lines.Length - 1) + 1}, column {Column + 1}: {what}");

    public void Begin()
    {
        _row = Array.FindIndex(_lines, l => !l.AsSpan().Trim().IsEmpty && !l.StartsWith('#'));
        _row = _row >= 0 && Line.TrimEnd() == "---" ? _row : -1;
        NextLine();
    }

    /// <summary>To the first word of the next line that has one.</summary>
    public void NextLine()
    {
        for (_row++; !AtEnd; _row++)
        {
            Column = Line.Length - Line.TrimStart(' ').Length;
            if (Line.AsSpan(Column).Trim().IsEmpty || Line[Column] == '#')
            {
                continue;
            }

            if (Line[Column] == '\t')
            {
                throw Fault("a tab in the indentation");
            }

            if (Column == 0 && (Line.TrimEnd() is "---" or "..." || Line.StartsWith("--- ", StringComparison.Ordinal) || Line[0] == '%'))
            {
                throw Fault("a second document or a directive");
            }

            return;
        }

        Column = 0;
    }

    /// <summary>Whether a line's first word stands in that column. Further right is a fault: it belongs to nothing.</summary>
    public bool StandsAt(int column) => !AtEnd && (Column <= column ? Column == column : throw Fault("the line is indented further than what it belongs to"));

    /// <summary>Whether a key and its colon stand here.</summary>
    public bool AtKey()
    {
        var (row, column) = (_row, Column);
        try
        {
            _ = KeyText();
            return Current == ':' && (Column + 1 >= Line.Length || Line[Column + 1] is ' ' or '\t');
        }
        catch (FormatException)
        {
            return false;
        }
        finally
        {
            (_row, Column) = (row, column);
        }
    }

    /// <summary>Takes the key and its colon.</summary>
    public string Key()
    {
        var key = KeyText();
        Column++;
        SkipSpace();
        return key;
    }

    public void TakeDash()
    {
        Column++;
        SkipSpace();
    }

    /// <summary>Nothing but a comment may follow; then on to the next line, which must not go on with this one's text.</summary>
    public void EndLine(int parent)
    {
        SkipSpace();
        if (!AtLineEnd)
        {
            throw Fault(Current == ':' ? "a second colon: put the text in quotes" : "something follows the value");
        }

        NextLine();
        if (!AtEnd && Column > parent && !AtDash && !AtKey())
        {
            throw Fault("a text over several lines: put it in quotes or below `|`");
        }
    }

    public void Open(char sign)
    {
        Column++;
        SkipFlowSpace();
        if (AtEnd)
        {
            throw Fault($"the end comes before what `{sign}` opens is closed");
        }
    }

    public bool TryClose(char sign)
    {
        SkipFlowSpace();
        if (AtEnd)
        {
            throw Fault($"`{sign}` is missing");
        }

        if (Current != sign)
        {
            return false;
        }

        Column++;
        return true;
    }

    /// <summary>Takes the comma between two items, or leaves the closing sign.</summary>
    public void Separate(char close)
    {
        SkipFlowSpace();
        if (Current == ',')
        {
            Column++;
            SkipFlowSpace();
        }
        else if (Current != close)
        {
            throw Fault($"`,` or `{close}` is missing");
        }
    }

    public void SkipFlowSpace()
    {
        SkipSpace();
        while (!AtEnd && AtLineEnd)
        {
            NextLine();
        }
    }

    public string Plain(bool inFlow)
    {
        if (AtEnd || Current is '&' or '*' or '!' or '%' or '@' or '`' or '|' or '>' or ']' or '}' or ',' || (Current == '?' && Column + 1 < Line.Length && Line[Column + 1] == ' '))
        {
            throw Fault(AtEnd ? "a value is missing" : $"a plain text cannot begin with `{Current}`: put it in quotes");
        }

        var start = Column;
        for (; Column < Line.Length; Column++)
        {
            var c = Line[Column];
            var last = Column + 1 == Line.Length;
            if ((c == ':' && (last || Line[Column + 1] is ' ' or '\t' || (inFlow && Line[Column + 1] is ',' or ']' or '}'))) || (c == '#' && Column > start && Line[Column - 1] is ' ' or '\t') || (inFlow && c is ',' or '[' or ']' or '{' or '}'))
            {
                break;
            }
        }

        return Line[start..Column].TrimEnd();
    }

    public string Quoted()
    {
        var start = Fault("the quote is not closed on its line");
        var quote = Current;
        var text = new StringBuilder();
        for (Column++; Column < Line.Length; Column++)
        {
            var c = Line[Column];
            if (c == quote && quote == '\'' && Column + 1 < Line.Length && Line[Column + 1] == '\'')
            {
                text.Append(c);
                Column++;
            }
            else if (c == quote)
            {
                Column++;
                return text.ToString();
            }
            else if (c == '\\' && quote == '"')
            {
                text.Append(Escaped());
            }
            else
            {
                text.Append(c);
            }
        }

        throw start;
    }

    /// <summary>A text below <c>|</c> (lines kept) or <c>&gt;</c> (lines joined), with <c>-</c> or <c>+</c> for the line feeds at its end.</summary>
    public string BlockText(int parent)
    {
        var folded = Current == '>';
        Column++;
        var keep = Current is '-' or '+' ? Current : ' ';
        Column += keep == ' ' ? 0 : 1;
        SkipSpace();
        if (!AtLineEnd)
        {
            throw Fault("only `-` or `+` may follow the sign of a text");
        }

        var lines = new List<string>();
        var indent = -1;
        for (_row++; !AtEnd; _row++)
        {
            var own = Line.Length - Line.TrimStart(' ').Length;
            if (own == Line.Length)
            {
                lines.Add("");
                continue;
            }

            if (own <= parent)
            {
                break;
            }

            indent = indent < 0 ? own : indent;
            Column = own;
            lines.Add(own >= indent ? Line[indent..] : throw Fault("the line is indented less than the text it belongs to"));
        }

        _row--;
        NextLine();
        return YamlText.OfBlock(lines, folded, keep);
    }

    private string KeyText() => Current is '"' or '\'' ? Quoted() : Current is '{' or '[' ? throw Fault("no key") : Plain(inFlow: false);

    private string Escaped()
    {
        var c = ++Column < Line.Length ? Line[Column] : '\n';
        return c switch
        {
            'x' => Code(2),
            'u' => Code(4),
            'U' => Code(8),
            _ => YamlText.OfEscape(c) ?? throw Fault("no such escape"),
        };
    }

    private string Code(int digits)
    {
        if (Column + digits >= Line.Length || !uint.TryParse(Line.AsSpan(Column + 1, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) || code > 0x10FFFF || code is >= 0xD800 and <= 0xDFFF)
        {
            throw Fault("no such character");
        }

        Column += digits;
        return char.ConvertFromUtf32((int)code);
    }

    private void SkipSpace()
    {
        while (!AtEnd && Column < Line.Length && Line[Column] is ' ' or '\t')
        {
            Column++;
        }
    }
}
