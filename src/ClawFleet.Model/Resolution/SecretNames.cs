namespace ClawFleet.Model.Resolution;

/// <summary>Which names speak of a secret: by these a value is taken for one, and masked where it is shown.</summary>
public static class SecretNames
{
    private static readonly string[] KeyEndings = ["token", "secret", "password", "passwd", "passphrase", "apikey", "privatekey", "accesskey", "credential", "credentials"];

    private static readonly string[] HeaderWords = ["auth", "key", "token", "secret", "cookie", "honeycomb-team"];

    /// <summary>
    /// For a variable's name: true when a part of it is or ends in KEY, TOKEN, SECRET, PASSWORD, PASS or CREDENTIAL. A count of
    /// tokens (<c>MAX_TOKENS</c>) is not a secret.
    /// </summary>
    public static bool LooksSecret(string variable)
    {
        var name = variable.ToUpperInvariant();
        if (name.Contains("SECRET", StringComparison.Ordinal) || name.Contains("PASSWORD", StringComparison.Ordinal) || name.Contains("CREDENTIAL", StringComparison.Ordinal))
        {
            return true;
        }

        var counts = false;
        var speaks = false;
        foreach (var range in name.AsSpan().Split('_'))
        {
            var part = name.AsSpan()[range];
            counts |= part is "MAX" or "MIN" or "NUM" or "LIMIT" or "COUNT" or "BUDGET";
            speaks |= part.EndsWith("KEY") || part.EndsWith("KEYS") || part.EndsWith("TOKEN") || part.EndsWith("TOKENS") || part is "PASS" or "PASSWD" or "PASSPHRASE" or "PAT";
        }

        return speaks && !(counts && name.Contains("TOKENS", StringComparison.Ordinal));
    }

    /// <summary>For a key in a file (<c>botToken</c>, <c>api_key</c>, <c>client-secret</c>): true when its value is a secret.</summary>
    public static bool SoundsSecret(string key)
    {
        Span<char> plain = stackalloc char[Math.Min(key.Length, 64)];
        var length = 0;
        foreach (var c in key)
        {
            if (c is not ('_' or '-') && length < plain.Length)
            {
                plain[length++] = char.ToLowerInvariant(c);
            }
        }

        var name = plain[..length];
        foreach (var ending in KeyEndings)
        {
            if (name.EndsWith(ending, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>For a header of a request: true when its value lets somebody in (<c>Authorization</c>, <c>x-api-key</c>, <c>x-honeycomb-team</c>).</summary>
    public static bool HeaderSoundsSecret(string name)
        => SoundsSecret(name) || HeaderWords.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase));
}
