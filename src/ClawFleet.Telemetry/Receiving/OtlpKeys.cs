using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace ClawFleet.Telemetry.Receiving;

/// <summary>Tells a client that knows the key. Compared as hashes and all of them each time, so that time tells nothing about a key.</summary>
internal sealed class OtlpKeys(IEnumerable<string> keys)
{
    private const string Bearer = "Bearer ";

    private readonly byte[][] hashes = [.. keys.Select(k => SHA256.HashData(Encoding.UTF8.GetBytes(k)))];

    public bool Allows(IHeaderDictionary headers)
    {
        var said = headers["x-otlp-api-key"].ToString();
        if (said.Length == 0)
        {
            var authorization = headers.Authorization.ToString();
            if (!authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
                return false;
            said = authorization[Bearer.Length..].Trim();
        }
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(said));
        var known = false;
        foreach (var one in hashes)
            known |= CryptographicOperations.FixedTimeEquals(hash, one);
        return known;
    }
}
