using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace ClawFleet.Dashboard.Access;

/// <summary>Who may in: the token of this start, the cookie that it is exchanged for, and what shows that a change was asked for by our own page.</summary>
internal sealed class Gate(TimeProvider time, string fleet)
{
    private static readonly TimeSpan stay = TimeSpan.FromHours(12);
    private readonly byte[] key = RandomNumberGenerator.GetBytes(32);

    // Cookies do not tell ports apart: two fleets' pages on one machine must not sign each other out.
    private readonly string cookie = "clawfleet-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(fleet)))[..12];

    /// <summary>256 random bits in hexadecimal.</summary>
    public string Token { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    /// <summary>What a form of our own page carries; another site cannot read it.</summary>
    public string FormToken => Sign("form");

    public bool IsToken(string? given) => Same(given, Token);

    public bool IsFormToken(string? given) => Same(given, FormToken);

    public bool HasBearer(HttpRequest request) =>
        request.Headers.Authorization is [{ } header] && header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) && IsToken(header[7..].Trim());

    public bool HasCookie(HttpRequest request)
    {
        if (request.Cookies[cookie] is not { } value || value.Split('.') is not [var expiry, var signature] || !Same(signature, Sign(expiry)))
            return false;
        return long.TryParse(expiry, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && time.GetUtcNow().ToUnixTimeSeconds() < seconds;
    }

    public void GiveCookie(HttpResponse response, string basePath, bool secure)
    {
        var expires = time.GetUtcNow() + stay;
        var expiry = expires.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        response.Cookies.Append(cookie, $"{expiry}.{Sign(expiry)}", new CookieOptions
        {
            HttpOnly = true,
            Secure = secure,
            SameSite = SameSiteMode.Strict,
            Path = basePath.Length == 0 ? "/" : basePath,
            MaxAge = stay,
            Expires = expires,
        });
    }

    private string Sign(string text) => Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)));

    // Hashed first, so that not even the length tells through time.
    private static bool Same(string? given, string right) => given is not null
        && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(given)), SHA256.HashData(Encoding.UTF8.GetBytes(right)));
}
