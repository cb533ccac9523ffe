using System.Collections.Immutable;
using System.Text;
using ClawFleet.Model.Diagnostics;
using ClawFleet.Model.Parsing;

namespace ClawFleet.Model.Environments;

/// <summary>
/// Reads the <c>.env</c> form: <c>NAME=value</c>, an optional <c>export</c>, <c>#</c> comments, single quotes (as is, over lines),
/// double quotes (<c>\n \r \t \" \\ \$</c>, over lines). Values are taken as they are: no <c>$VAR</c> inside them. A malformed line is a
/// fault with its place, and the lines after it still count.
/// </summary>
internal static class EnvFile
{
    /// <summary>Adds the file's variables to <paramref name="into"/>, over what is there.</summary>
    public static ImmutableArray<Diagnostic> Parse(string text, string path, Dictionary<string, Variable> into)
    {
        var source = new SourceText(path, text);
        var faults = new DiagnosticBag();
        var mask = new SecretMask();
        var name = Path.GetFileName(path);
        for (var number = 1; number <= source.LineCount; number++)
        {
            var first = number;
            var line = source.Line(number)!;
            var at = Skip(line, 0);
            if (at == line.Length || line[at] == '#')
            {
                continue;
            }

            if (line.AsSpan(at).StartsWith("export ") || line.AsSpan(at).StartsWith("export\t"))
            {
                at = Skip(line, at + 7);
            }

            var start = at;
            while (at < line.Length && (char.IsAsciiLetterOrDigit(line[at]) || line[at] == '_'))
            {
                at++;
            }

            var key = line[start..at];
            at = Skip(line, at);
            if (key.Length == 0 || char.IsAsciiDigit(key[0]) || at == line.Length || line[at] != '=')
            {
                // The line may hold a secret in any shape, so none of its text after the name is shown.
                Hide(mask, source, number, start + key.Length + 1);
                faults.Warning(DiagnosticCodes.BadEnvLine, source.Span(number, start + 1, key.Length), "this line is no `NAME=value`", "it is left out",
                    "write a name of letters, digits and _, then = and the value, or put # before a comment");
                continue;
            }

            if (ReadValue(source, ref number, Skip(line, at + 1)) is { } value)
            {
                into[key] = new Variable(value, $"{name}:{first}");
            }
            else
            {
                Hide(mask, source, first, at + 2);
                faults.Warning(DiagnosticCodes.BadEnvLine, source.Span(first, start + 1, key.Length), $"the value of {key} begins with a quote that is not closed, or goes on after it",
                    "it is left out", "close the quote at the end of the value, or write the value without quotes");
                number = first;
            }
        }

        return faults.ToImmutable(source, mask);
    }

    private static string? ReadValue(SourceText source, ref int number, int at)
    {
        var line = source.Line(number)!;
        if (at == line.Length)
        {
            return "";
        }

        var quote = line[at];
        if (quote is not ('"' or '\''))
        {
            var comment = line.IndexOf(" #", at > 0 ? at - 1 : 0, StringComparison.Ordinal);
            return (comment >= 0 ? line[at..Math.Max(at, comment)] : line[at..]).Trim();
        }

        var value = new StringBuilder();
        at++;
        while (true)
        {
            for (; at < line.Length; at++)
            {
                var c = line[at];
                if (c == quote)
                {
                    var rest = Skip(line, at + 1);
                    return rest == line.Length || line[rest] == '#' ? value.ToString() : null;
                }

                if (c == '\\' && quote == '"' && at + 1 < line.Length)
                {
                    c = line[++at];
                    value.Append(c switch { 'n' => "\n", 'r' => "\r", 't' => "\t", '"' or '\\' or '$' => c.ToString(), _ => "\\" + c });
                }
                else
                {
                    value.Append(c);
                }
            }

            if (source.Line(++number) is not { } next)
            {
                return null;
            }

            value.Append('\n');
            line = next;
            at = 0;
        }
    }

    private static int Skip(string line, int at)
    {
        while (at < line.Length && (line[at] is ' ' or '\t'))
        {
            at++;
        }

        return at;
    }

    private static void Hide(SecretMask mask, SourceText source, int line, int column)
        => mask.Hide(new YamlScalar(source.Span(line, column, int.MaxValue / 2), null, "", true, line));
}
