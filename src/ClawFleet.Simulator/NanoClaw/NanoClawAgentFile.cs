namespace ClawFleet.Simulator.NanoClaw;

/// <summary>The agents' variables, a file that a POSIX shell reads: names, <c>=</c>, and values plain or in single quotes, or in double ones with escapes.</summary>
internal static class NanoClawAgentFile
{
    // What Claude Code is told here; another name would go nowhere.
    private static readonly HashSet<string> Known =
        ["ANTHROPIC_API_KEY", "ANTHROPIC_BASE_URL", "ANTHROPIC_DEFAULT_HAIKU_MODEL", "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC", "DISABLE_AUTOUPDATER"];

    /// <exception cref="StartRefusedException">A shell would stumble over it, or Claude Code reads past it.</exception>
    public static IReadOnlyDictionary<string, string> Read(string path)
    {
        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartRefusedException($"cannot read {path}: {e.Message}");
        }

        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var at = line.IndexOf('=', StringComparison.Ordinal);
            if (at < 1 || !Known.Contains(line[..at])) throw new StartRefusedException($"{path}: Claude Code has no variable `{line[..Math.Max(at, 0)]}`", 78);
            variables[line[..at]] = Value(line[(at + 1)..]) ?? throw new StartRefusedException($"{path}: a shell cannot read the value of {line[..at]}", 78);
        }

        return variables;
    }

    private static string? Value(string written) => written switch
    {
        ['\'', .. var inner, '\''] => inner.Contains('\'') ? null : inner,
        ['"', .. var inner, '"'] => inner.Replace("\\\\", "\0", StringComparison.Ordinal).Replace("\\", "", StringComparison.Ordinal).Replace('\0', '\\'),
        _ => written.Any(c => char.IsWhiteSpace(c) || "'\"$`\\;&|<>()".Contains(c, StringComparison.Ordinal)) ? null : written,
    };
}
