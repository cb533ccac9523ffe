using System.Collections.Immutable;
using System.Globalization;

namespace ClawFleet.Model.Validation;

/// <summary>What <c>version:</c> asks for: <c>latest</c>, <c>1.2.3</c> (with or without <c>v</c>), <c>1.2.x</c> or <c>1.2.*</c>, or comparisons joined by commas.</summary>
internal sealed class VersionConstraint
{
    private readonly ImmutableArray<(string Operator, Version Version)> _terms;

    private VersionConstraint(ImmutableArray<(string, Version)> terms) => _terms = terms;

    /// <summary>Null when the text is outside the grammar.</summary>
    public static VersionConstraint? Parse(string text)
    {
        text = text.Trim();
        if (text == "latest")
        {
            return new([]);
        }

        if (text.Length > 0 && text[0] is '>' or '<' or '=')
        {
            var terms = ImmutableArray.CreateBuilder<(string, Version)>();
            foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
            {
                var length = part.StartsWith(">=", StringComparison.Ordinal) || part.StartsWith("<=", StringComparison.Ordinal) ? 2 : part.Length > 0 && part[0] is '>' or '<' or '=' ? 1 : 0;
                if (length == 0 || Numbers(part[length..].Trim(), 1) is not { } version)
                {
                    return null;
                }

                terms.Add((part[..length], version));
            }

            return new(terms.ToImmutable());
        }

        if (text.EndsWith(".x", StringComparison.Ordinal) || text.EndsWith(".*", StringComparison.Ordinal))
        {
            var stem = text[..^2];
            return stem.Count(c => c == '.') == 1 && Numbers(stem, 2) is { } from
                ? new([(">=", from), ("<", new Version(from.Major, from.Minor + 1, 0))])
                : null;
        }

        return Numbers(text.StartsWith('v') ? text[1..] : text, 3) is { } exact ? new([("=", exact)]) : null;
    }

    public bool Allows(string version)
    {
        if (_terms.IsEmpty)
        {
            return true;
        }

        return Numbers(version, 1) is { } carried && _terms.All(t => carried.CompareTo(t.Version) is var order && t.Operator switch
        {
            ">=" => order >= 0,
            ">" => order > 0,
            "<=" => order <= 0,
            "<" => order < 0,
            _ => order == 0,
        });
    }

    private static Version? Numbers(string text, int least)
    {
        var parts = text.Split('.');
        if (parts.Length < least || parts.Length > 3)
        {
            return null;
        }

        Span<int> numbers = stackalloc int[3];
        for (var i = 0; i < parts.Length; i++)
        {
            if (!int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i]))
            {
                return null;
            }
        }

        return new Version(numbers[0], numbers[1], numbers[2]);
    }
}
