using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace ClawFleet.Model.Environments;

/// <summary>Text with references to variables in it: <c>$VAR</c>, <c>${VAR}</c>, <c>${VAR:-default}</c>; <c>$$</c> is a dollar sign.</summary>
internal sealed class Template
{
    private readonly ImmutableArray<Part> _parts;

    private Template(ImmutableArray<Part> parts) => _parts = parts;

    /// <summary>True when there is no reference in it.</summary>
    public bool IsLiteral => _parts.All(p => p.Variable is null);

    /// <summary>The one variable that the whole text is, without a default; null otherwise.</summary>
    public string? WholeVariable => _parts is [{ Variable: { } name, Default: null }] ? name : null;

    /// <summary>True when a default is written out in it (<c>${VAR:-text}</c>).</summary>
    public bool HasDefaultText => _parts.Any(p => p.Default is { } whenUnset && (whenUnset._parts.Any(d => d.Variable is null && d.Text.Length > 0) || whenUnset.HasDefaultText));

    /// <summary>True when text of its own stands in it, outside of defaults.</summary>
    public bool HasText => _parts.Any(p => p.Variable is null && p.Text.Length > 0);

    /// <summary>All variables in it, those of defaults too.</summary>
    public IEnumerable<string> Variables => _parts.SelectMany(p => p.Variable is null ? [] : p.Default is null ? [p.Variable] : p.Default.Variables.Prepend(p.Variable));

    /// <param name="fault">Where (index in <paramref name="text"/>) and what is wrong, when false.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out Template? template, out (int Index, string What) fault)
    {
        fault = default;
        template = null;
        if (!text.Contains('$'))
        {
            template = new([new(text, null, null)]);
            return true;
        }

        var parts = ImmutableArray.CreateBuilder<Part>();
        var literal = new StringBuilder();
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] != '$')
            {
                literal.Append(text[at]);
                continue;
            }

            if (at + 1 < text.Length && text[at + 1] == '$')
            {
                literal.Append('$');
                at++;
                continue;
            }

            var braced = at + 1 < text.Length && text[at + 1] == '{';
            var start = at + (braced ? 2 : 1);
            var end = start;
            while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] == '_'))
            {
                end++;
            }

            if (end == start || char.IsAsciiDigit(text[start]))
            {
                fault = (at, "a `$` stands before no variable's name");
                return false;
            }

            Template? whenUnset = null;
            var name = text[start..end];
            if (braced)
            {
                if (end < text.Length - 1 && text[end] == ':' && text[end + 1] == '-')
                {
                    var close = Closing(text, end + 2);
                    if (close < 0)
                    {
                        fault = (at, $"`${{{name}:-` is not closed by a brace");
                        return false;
                    }

                    if (!TryParse(text[(end + 2)..close], out whenUnset, out var inner))
                    {
                        fault = (end + 2 + inner.Index, inner.What);
                        return false;
                    }

                    end = close;
                }
                else if (end == text.Length)
                {
                    fault = (at, $"`${{{name}` is not closed by a brace");
                    return false;
                }
                else if (text[end] != '}')
                {
                    fault = (end, $"after `${{{name}` stands `{text[end]}`, and only `}}` or `:-` may");
                    return false;
                }

                end++;
            }

            if (literal.Length > 0)
            {
                parts.Add(new(literal.ToString(), null, null));
                literal.Clear();
            }

            parts.Add(new("", name, whenUnset));
            at = end - 1;
        }

        if (literal.Length > 0)
        {
            parts.Add(new(literal.ToString(), null, null));
        }

        template = new(parts.ToImmutable());
        return true;
    }

    /// <summary>The text with every reference replaced, and the names that have neither value nor default.</summary>
    public (string Value, ImmutableArray<string> Missing) Expand(VariableSet variables)
    {
        if (_parts is [{ Variable: null } only])
        {
            return (only.Text, []);
        }

        var value = new StringBuilder();
        var missing = ImmutableArray.CreateBuilder<string>();
        Expand(variables, value, missing);
        return (value.ToString(), missing.ToImmutable());
    }

    private void Expand(VariableSet variables, StringBuilder value, ImmutableArray<string>.Builder missing)
    {
        foreach (var part in _parts)
        {
            if (part.Variable is null)
            {
                value.Append(part.Text);
            }
            else if (variables.Find(part.Variable) is { } found && (part.Default is null || found.Value.Length > 0))
            {
                value.Append(found.Value);
            }
            else if (part.Default is not null)
            {
                part.Default.Expand(variables, value, missing);
            }
            else if (!missing.Contains(part.Variable))
            {
                missing.Add(part.Variable);
            }
        }
    }

    private static int Closing(string text, int from)
    {
        var depth = 1;
        for (var at = from; at < text.Length; at++)
        {
            if (text[at] == '{' && text[at - 1] == '$')
            {
                depth++;
            }
            else if (text[at] == '}' && --depth == 0)
            {
                return at;
            }
        }

        return -1;
    }

    private sealed record Part(string Text, string? Variable, Template? Default);
}
