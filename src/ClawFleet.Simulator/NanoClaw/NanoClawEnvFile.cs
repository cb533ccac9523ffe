namespace ClawFleet.Simulator.NanoClaw;

/// <summary>NanoClaw's <c>.env</c> as its own parser reads it (<c>src/env.ts</c>): no escapes, one pair of quotes taken off, lines without <c>=</c> passed over, empty values not there.</summary>
internal static class NanoClawEnvFile
{
    /// <exception cref="StartRefusedException">The file is there and cannot be read. Upstream goes on without one.</exception>
    public static IReadOnlyDictionary<string, string> Read(string path)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in Lines(path))
        {
            var trimmed = line.Trim();
            var at = trimmed.IndexOf('=', StringComparison.Ordinal);
            if (trimmed.StartsWith('#') || at < 0) continue;
            var value = trimmed[(at + 1)..].Trim();
            if (value.Length >= 2 && value[0] == value[^1] && value[0] is '"' or '\'') value = value[1..^1];
            if (value.Length > 0) variables[trimmed[..at].Trim()] = value;
        }

        return variables;
    }

    private static string[] Lines(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllText(path).Split('\n') : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartRefusedException($"cannot read {path}: {e.Message}");
        }
    }
}
