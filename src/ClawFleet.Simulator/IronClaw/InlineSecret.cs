namespace ClawFleet.Simulator.IronClaw;

/// <summary>IronClaw's guard against secrets pasted into <c>config.toml</c>. Source: <c>secrets_guard.rs</c>.</summary>
internal static class InlineSecret
{
    private static readonly string[] Prefixes =
        ["sk-", "sk_live_", "sk_test_", "xoxb-", "xoxp-", "xapp-", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "AKIA", "ASIA", "AIza", "ya29.", "hf_", "nai-sess-"];

    /// <summary>What the value looks like, or null when it looks like no secret.</summary>
    public static string? Looks(string value)
    {
        value = value.Trim();
        if (value.Length < 12) return null;
        foreach (var prefix in Prefixes)
        {
            if (Contains(value, prefix)) return $"a secret starting with `{prefix}`";
        }
        var segments = value.Split('.');
        if (segments.Length == 3 && segments.All(s => s.Length > 8 && s.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))) return "a JSON web token";
        return value.Length >= 32 && value.All(char.IsAsciiHexDigit) ? "a long hexadecimal key" : null;
    }

    /// <summary>A short prefix counts only where a word begins, so that <c>risk-mitigation</c> is none.</summary>
    private static bool Contains(string value, string prefix)
    {
        for (var at = value.IndexOf(prefix, StringComparison.Ordinal); at >= 0; at = value.IndexOf(prefix, at + 1, StringComparison.Ordinal))
        {
            if (prefix.Length > 4 || at == 0 || !char.IsAsciiLetterOrDigit(value[at - 1])) return true;
        }
        return false;
    }
}
