using System.Security.Cryptography;
using System.Text;

namespace ClawFleet.Hosting;

/// <summary>
/// The secrets-hash label: for each secret a keyed hash (HMAC-SHA-256, first 16 hex digits) of its value, so that a changed token replaces the
/// container and the cause can name it. The key never leaves the fleet's state folder, so the label tells nobody anything. Form:
/// <c>key=9f…;TG_MAIN=0a…;WEB=77…</c>, where <c>key</c> marks the key itself.
/// </summary>
internal static class SecretsFingerprint
{
    private const string KeyName = "key";

    /// <param name="secrets">Names and values.</param>
    public static string Compute(ReadOnlySpan<byte> key, IEnumerable<KeyValuePair<string, string>> secrets)
    {
        var parts = new List<string>();
        foreach (var (name, value) in secrets.OrderBy(s => s.Key, StringComparer.Ordinal))
        {
            parts.Add($"{name}={Mac(key, $"{name}\0{value}")}");
        }

        return parts.Count == 0 ? "" : $"{KeyName}={Mac(key, "\0key")};{string.Join(';', parts)}";
    }

    /// <returns>What changed from one label to another, in words; empty when nothing did.</returns>
    public static IReadOnlyList<string> Changes(string before, string after)
    {
        if (before == after)
        {
            return [];
        }

        var (was, now) = (Parse(before), Parse(after));
        if (was.Count > 0 && now.Count > 0 && was.GetValueOrDefault(KeyName) != now.GetValueOrDefault(KeyName))
        {
            return ["secrets cannot be compared (the fleet's state folder is new)"];
        }

        return
        [
            .. was.Keys.Union(now.Keys).Where(name => name != KeyName && was.GetValueOrDefault(name) != now.GetValueOrDefault(name)).Order(StringComparer.Ordinal)
                .Select(name => !was.ContainsKey(name) ? $"secret {name} added" : !now.ContainsKey(name) ? $"secret {name} removed" : $"secret {name} changed or rotated"),
        ];
    }

    private static Dictionary<string, string> Parse(string label)
    {
        var parts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in label.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            var at = part.IndexOf('=', StringComparison.Ordinal);
            if (at > 0)
            {
                parts[part[..at]] = part[(at + 1)..];
            }
        }

        return parts;
    }

    private static string Mac(ReadOnlySpan<byte> key, string text) => Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)).AsSpan(0, 8));
}
