using System.Collections.Immutable;
using System.Globalization;

namespace ClawFleet.Model.Validation;

/// <summary>What <c>version:</c> asks for: <c>latest</c>, <c>1.2.3</c> (with or without <c>v</c>, and with <c>-rc.1</c> or the like after it), <c>1.2.x</c> or <c>1.2.*</c>, or comparisons joined by commas.</summary>
internal sealed class VersionConstraint
{
    private readonly ImmutableArray<(string Operator, Version Version)> _terms;

    private VersionConstraint(ImmutableArray<(string, Version)> terms, string? exact = null) => (_terms, Exact) = (terms, exact);

    /// <summary>The one version that is asked for, without a leading <c>v</c>; null for <c>latest</c> and for a range.</summary>
    public string? Exact { get; }

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

        var bare = text.StartsWith('v') ? text[1..] : text;
        var hyphen = bare.IndexOf('-', StringComparison.Ordinal);
        return Numbers(hyphen < 0 ? bare : bare[..hyphen], 3) is { } exact && (hyphen < 0 || IsPreRelease(bare.AsSpan(hyphen + 1))) ? new([("=", exact)], bare) : null;
    }

    public bool Allows(string version)
    {
        if (_terms.IsEmpty || Exact?.Contains('-') == true)
        {
            return _terms.IsEmpty || Exact == version;
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

    /// <summary>As it can stand in an image's tag: <c>rc.1</c>.</summary>
    private static bool IsPreRelease(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('.' or '-'))
            {
                return false;
            }
        }

        return text.Length > 0;
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
