using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace ClawFleet.Dashboard.Web;

/// <summary>
/// Who may see the page: a browser that came by the link, and a script that says the link's token. Refuses other hosts' names (DNS rebinding) and changes asked for by other pages.
/// </summary>
internal sealed class LoginGate(TimeProvider time)
{
    private static readonly TimeSpan Lasts = TimeSpan.FromHours(12);

    private readonly ConcurrentDictionary<string, DateTimeOffset> _sessions = new(StringComparer.Ordinal);

    /// <summary>256 random bits, new at each start.</summary>
    public string Token { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers.CacheControl = "no-store";
        var request = context.Request;
        if (request.Host.Host is not ("127.0.0.1" or "localhost"))
        {
            await RefuseAsync(context, StatusCodes.Status421MisdirectedRequest, "This page answers as 127.0.0.1 and localhost only.").ConfigureAwait(false);
        }
        else if (request.Path == "/login")
        {
            await LogInAsync(context).ConfigureAwait(false);
        }
        else if (!HasToken(request) && !HasSession(request))
        {
            await RefuseAsync(context, StatusCodes.Status401Unauthorized, "Open the link that 'clawden dashboard' printed; it logs this browser in for twelve hours.").ConfigureAwait(false);
        }
        else if (!HttpMethods.IsGet(request.Method) && !HasToken(request) && request.Headers.Origin != $"{request.Scheme}://{request.Host}")
        {
            await RefuseAsync(context, StatusCodes.Status403Forbidden, "A change is taken from this page alone, or with the token.").ConfigureAwait(false);
        }
        else
        {
            await next(context).ConfigureAwait(false);
        }
    }

    private async Task LogInAsync(HttpContext context)
    {
        if (!IsToken(context.Request.Query["t"].ToString()))
        {
            await RefuseAsync(context, StatusCodes.Status401Unauthorized, "This link is of an earlier start, or cut off. 'clawden dashboard' prints the one that works.").ConfigureAwait(false);
            return;
        }

        var now = time.GetUtcNow();
        foreach (var (old, until) in _sessions)
        {
            if (until < now)
            {
                _sessions.TryRemove(old, out _);
            }
        }

        var session = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        _sessions[session] = now + Lasts;
        context.Response.Cookies.Append(CookieName(context.Request), session, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Strict, Path = "/", MaxAge = Lasts });
        context.Response.Redirect("/");
    }

    // Cookies know no ports: two fleets' pages would log each other out.
    private static string CookieName(HttpRequest request) => $"clawfleet-{request.Host.Port}";

    private bool HasSession(HttpRequest request) =>
        request.Cookies[CookieName(request)] is { } session && _sessions.TryGetValue(session, out var until) && until > time.GetUtcNow();

    private bool HasToken(HttpRequest request) =>
        request.Headers.Authorization.ToString() is { } said && said.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) && IsToken(said[7..].Trim());

    private bool IsToken(string said) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(said), Encoding.UTF8.GetBytes(Token));

    private static Task RefuseAsync(HttpContext context, int status, string why)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(why + "\n");
    }
}
