using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace ClawFleet.Simulator.Pairing;

/// <summary>
/// Bearer tokens and the one-time pairing code. Tokens of the configuration are clear text, or a SHA-256 when they have 64 hex digits.
/// </summary>
internal sealed class PairingGuard
{
    private readonly Lock _lock = new();
    private readonly ImmutableArray<string> _clear;
    private ImmutableHashSet<string> _hashes;
    private string? _code;

    public PairingGuard(bool required, IEnumerable<string> tokens)
    {
        Required = required;
        // Clear tokens stay clear in memory: hashing would load OpenSSL into every member just to start.
        var isHash = tokens.ToLookup(token => token.Length == 64 && token.All(char.IsAsciiHexDigit));
        _clear = [.. isHash[false]];
        _hashes = [.. isHash[true].Select(token => token.ToLowerInvariant())];
        _code = required && !IsPaired ? RandomNumberGenerator.GetInt32(1_000_000).ToString("D6", System.Globalization.CultureInfo.InvariantCulture) : null;
    }

    public bool Required { get; }

    public bool IsPaired => !_clear.IsEmpty || !_hashes.IsEmpty;

    /// <summary>The code while nothing is paired, else null.</summary>
    public string? Code => _code;

    public bool Admits(string? token) => !Required || (!string.IsNullOrEmpty(token) && (_clear.Any(known => Same(known, token)) || (!_hashes.IsEmpty && _hashes.Contains(Hash(token)))));

    /// <summary>A new token for the right code, which is used up; null for a wrong one.</summary>
    public string? Pair(string code)
    {
        lock (_lock)
        {
            if (_code is null || !Same(code, _code)) return null;
            var token = "zc_" + RandomNumberGenerator.GetHexString(64, lowercase: true);
            _hashes = _hashes.Add(Hash(token));
            _code = null;
            return token;
        }
    }

    /// <summary>Takes a pairing back, when it could not be kept.</summary>
    public void Revoke(string token) => _hashes = _hashes.Remove(Hash(token));

    private static bool Same(string left, string right) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(left), Encoding.UTF8.GetBytes(right));

    public static string Hash(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
