using System.CommandLine;
using System.CommandLine.Parsing;

namespace ClawFleet.Cli.Commands;

/// <summary>The command or option that a mistyped word was perhaps meant to be.</summary>
internal static class Suggestion
{
    public static string? For(ParseResult parsed)
    {
        var options = parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens).Select(token => token.Value).Where(value => value.StartsWith('-'));
        var word = options.FirstOrDefault() ?? (parsed.UnmatchedTokens is [var first, ..] ? first : null);
        if (word is null)
        {
            return null;
        }

        var known = word.StartsWith('-')
            ? parsed.CommandResult.Command.Options.SelectMany(option => option.Aliases.Prepend(option.Name)).Where(name => name.StartsWith("--", StringComparison.Ordinal))
            : parsed.CommandResult.Command.Subcommands.Select(command => command.Name);
        return known
            .Select(name => (Name: name, Distance: Distance(word, name)))
            .Where(candidate => candidate.Distance <= Math.Max(1, word.TrimStart('-').Length / 3))
            .OrderBy(candidate => candidate.Distance).ThenBy(candidate => candidate.Name, StringComparer.Ordinal)
            .Select(candidate => $"'{candidate.Name}'")
            .FirstOrDefault();
    }

    /// <summary>Insertions, deletions, replacements and swaps of neighbours.</summary>
    internal static int Distance(string left, string right)
    {
        var table = new int[left.Length + 1, right.Length + 1];
        for (var i = 0; i <= left.Length; i++)
        {
            for (var j = 0; j <= right.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    table[i, j] = i + j;
                    continue;
                }

                var replaced = table[i - 1, j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
                var best = Math.Min(replaced, Math.Min(table[i - 1, j], table[i, j - 1]) + 1);
                var swapped = i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1] ? table[i - 2, j - 2] + 1 : best;
                table[i, j] = Math.Min(best, swapped);
            }
        }

        return table[left.Length, right.Length];
    }
}
