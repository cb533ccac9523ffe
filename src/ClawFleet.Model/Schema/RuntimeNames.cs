using ClawFleet.Model.Catalogue;

namespace ClawFleet.Model.Schema;

/// <summary>Runtime names that are known words, whether or not this version carries them.</summary>
internal static class RuntimeNames
{
    private static readonly (string Name, string[] Aliases)[] Words =
    [
        ("openclaw", ["open-claw", "open"]),
        ("zeroclaw", ["zero-claw", "zero"]),
        ("picoclaw", ["pico-claw", "pico"]),
        ("nanoclaw", ["nano-claw", "nano"]),
        ("ironclaw", ["iron-claw", "iron"]),
        ("nullclaw", ["null-claw", "null"]),
        ("microclaw", ["micro-claw", "micro"]),
        ("mimiclaw", ["mimi-claw", "mimi"]),
        ("openfang", ["open-fang", "fang"]),
    ];

    /// <summary>The runtime's own name for a name or alias in any case; null when the word is not known. Services are no runtimes.</summary>
    public static string? Canonical(string written, RuntimeCatalogue catalogue)
    {
        if (catalogue.Find(written) is { IsService: false } entry)
        {
            return entry.Name;
        }

        foreach (var (name, aliases) in Words)
        {
            if (name.Equals(written, StringComparison.OrdinalIgnoreCase) || aliases.Contains(written, StringComparer.OrdinalIgnoreCase))
            {
                return name;
            }
        }

        return null;
    }

    /// <summary>For suggestions, those that can be run first.</summary>
    public static IEnumerable<string> All(RuntimeCatalogue catalogue)
        => catalogue.Entries.Values.Where(e => !e.IsService).Select(e => e.Name).Union(Words.Select(w => w.Name));

    /// <summary>For the schema: every known word with its aliases.</summary>
    public static IEnumerable<string> Known => Words.SelectMany(w => w.Aliases.Prepend(w.Name));
}
