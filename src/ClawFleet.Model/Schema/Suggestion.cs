namespace ClawFleet.Model.Schema;

/// <summary>Did-you-mean: the known word nearest to what was written.</summary>
internal static class Suggestion
{
    /// <summary>Null when nothing is near enough to be what was meant.</summary>
    public static string? For(string written, IEnumerable<string> known)
    {
        var word = Plain(written);
        string? best = null;
        var least = Math.Max(1, Math.Min(3, (word.Length + 1) / 3)) + 1;
        foreach (var candidate in known)
        {
            var plain = Plain(candidate);
            var distance = plain == word ? 0
                : Math.Min(Distance(word, plain, least), word.Length >= 4 && (plain.StartsWith(word, StringComparison.Ordinal) || word.StartsWith(plain, StringComparison.Ordinal) && plain.Length >= 4) ? 2 : int.MaxValue);
            if (distance < least)
            {
                least = distance;
                best = candidate;
            }
        }

        return best;
    }

    /// <summary>Case, hyphens and underscores aside: <c>apiKey</c> and <c>api-key</c> are near to <c>api_key</c>.</summary>
    private static string Plain(string word) => string.Concat(word.Where(c => c is not ('-' or '_' or ' '))).ToUpperInvariant();

    /// <summary>Edits (insert, delete, replace, swap of neighbours) between two words; gives up at <paramref name="limit"/>.</summary>
    private static int Distance(string a, string b, int limit)
    {
        if (Math.Abs(a.Length - b.Length) >= limit || a.Length > 64 || b.Length > 64)
        {
            return int.MaxValue;
        }

        var before = new int[b.Length + 1];
        var last = new int[b.Length + 1];
        var row = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++)
        {
            last[j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                row[j] = Math.Min(Math.Min(last[j] + 1, row[j - 1] + 1), last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
                }
            }

            (before, last, row) = (last, row, before);
        }

        return last[b.Length];
    }
}
