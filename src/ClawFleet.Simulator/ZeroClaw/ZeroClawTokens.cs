namespace ClawFleet.Simulator.ZeroClaw;

/// <summary>Writes a token that was got by pairing back into <c>config.toml</c>, as its hash, the way upstream does.</summary>
internal static class ZeroClawTokens
{
    private const string Key = "paired_tokens";

    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file is read-only.</exception>
    public static void Append(string configFile, string hash)
    {
        var lines = File.ReadAllLines(configFile).ToList();
        var table = lines.FindIndex(line => line.Trim() == "[gateway]");
        if (table < 0)
        {
            lines.Add("");
            lines.Add("[gateway]");
            table = lines.Count - 1;
        }
        // A pairing code exists only while no token does, so an existing key is an empty array.
        lines.RemoveAll(line => line.TrimStart().StartsWith(Key, StringComparison.Ordinal) && line.Contains("[]", StringComparison.Ordinal));
        lines.Insert(lines.FindIndex(line => line.Trim() == "[gateway]") + 1, $"{Key} = [\"{hash}\"]");
        File.WriteAllLines(configFile, lines);
    }
}
