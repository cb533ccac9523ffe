using System.Collections.Immutable;

namespace ClawFleet.Runtimes.ZeroClaw;

/// <summary>
/// ZeroClaw's own way to take a field from the environment: <c>ZEROCLAW_</c> and the path in lower case, two underscores between parts. Values live in memory
/// alone, so no credential is written to the state volume, where <c>config.toml</c> must lie.
/// </summary>
internal sealed class ZeroClawEnvironment(MemberSecrets secrets)
{
    private ImmutableSortedDictionary<string, string> _variables = ImmutableSortedDictionary<string, string>.Empty.WithComparers(StringComparer.Ordinal);

    public ImmutableSortedDictionary<string, string> Variables => _variables;

    /// <summary>Whether ZeroClaw can be given the field at <paramref name="path"/> this way: its names are lower case, without hyphens.</summary>
    public static bool Reaches(IEnumerable<string> path) =>
        path.All(p => p.Length is > 0 and <= 63 && !p.Contains("__", StringComparison.Ordinal) && p.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_'));

    /// <summary>Sets the field when <paramref name="text"/> is a secret reference; false when it is plain text for the file.</summary>
    public bool TrySet(string[] path, string text)
    {
        if (!SecretRef.TryParse(text, out var secret))
        {
            return false;
        }

        Set(path, secrets.Value(secret));
        return true;
    }

    public void Set(string[] path, string value) => _variables = _variables.SetItem("ZEROCLAW_" + string.Join("__", path), value);
}
