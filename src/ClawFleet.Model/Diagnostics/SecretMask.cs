using ClawFleet.Model.Parsing;
using ClawFleet.Model.Resolution;

namespace ClawFleet.Model.Diagnostics;

/// <summary>Hides secrets on lines that messages show: the values known to be secret, and whatever follows a key that sounds like one.</summary>
internal sealed class SecretMask
{
    public const string Stars = "****";

    private List<SourceSpan>? _spans;

    /// <summary>Marks a value as secret on each line it covers.</summary>
    public void Hide(YamlScalar value)
    {
        Add(value.Span.Line, value.Span.Column, value.Span.Length);
        for (var line = value.Span.Line + 1; line <= value.LastLine; line++)
        {
            Add(line, 1, int.MaxValue);
        }
    }

    public string Apply(int number, string line)
    {
        // Stars take the value's own width: the caret below stays true.
        foreach (var span in _spans ?? [])
        {
            if (span.Line == number)
            {
                var text = line.ToCharArray();
                Array.Fill(text, '*', Math.Min(span.Column - 1, text.Length), Math.Clamp(span.Length, 0, Math.Max(0, text.Length - span.Column + 1)));
                line = new string(text);
            }
        }

        return MaskByKey(line);
    }

    /// <summary>For text that has no tree (broken YAML, an unknown key, a line of <c>.env</c>): hides what follows <c>token:</c>, <c>api_key=</c> and their like, up to a comma, a bracket or the end.</summary>
    public static string MaskByKey(string line)
    {
        char[]? text = null;
        var at = 0;
        while (at < line.Length)
        {
            var mark = line.AsSpan(at).IndexOfAny(':', '=');
            if (mark < 0)
            {
                break;
            }

            mark += at;
            at = mark + 1;
            var keyEnd = mark;
            while (keyEnd > 0 && line[keyEnd - 1] is '"' or '\'' or ' ')
            {
                keyEnd--;
            }

            var keyStart = keyEnd;
            while (keyStart > 0 && (char.IsLetterOrDigit(line[keyStart - 1]) || line[keyStart - 1] is '_' or '-'))
            {
                keyStart--;
            }

            if (!SecretNames.SoundsSecret(line[keyStart..keyEnd]))
            {
                continue;
            }

            var start = at;
            while (start < line.Length && line[start] == ' ')
            {
                start++;
            }

            // A reference names a secret and shows none.
            if (start >= line.Length || line[start] is '$' or '{' or '[' or '*' || (line[start] is '"' or '\'' && start + 1 < line.Length && line[start + 1] == '$'))
            {
                continue;
            }

            var end = start;
            while (end < line.Length && line[end] is not (',' or '}' or ']') && !(line[end] == '#' && line[end - 1] == ' '))
            {
                end++;
            }

            while (end > start && line[end - 1] == ' ')
            {
                end--;
            }

            text ??= line.ToCharArray();
            Array.Fill(text, '*', start, end - start);
            at = end;
        }

        return text is null ? line : new string(text);
    }

    private void Add(int line, int column, int length) => (_spans ??= []).Add(new SourceSpan("", line, column, length));
}
