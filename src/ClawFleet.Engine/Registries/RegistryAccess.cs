using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ClawFleet.Engine.Registries;

/// <summary>
/// Answers what a registry asks of its caller: Basic, or a token from the place that it names (distribution specification, token authentication). What was found out
/// is kept for the calls after it.
/// </summary>
internal sealed partial class RegistryAccess(HttpClient http, DockerLogins logins)
{
    private AuthenticationHeaderValue? _known;

    /// <summary>What let one read may not let one write: the next call is asked anew.</summary>
    public void Forget() => _known = null;

    /// <param name="request">Makes the request; it is made again once the registry has said what it wants.</param>
    /// <param name="host">As the docker client's configuration calls the registry.</param>
    public async Task<HttpResponseMessage> SendAsync(Func<HttpRequestMessage> request, string host, CancellationToken ct)
    {
        var answer = await SendAsync(request, ct).ConfigureAwait(false);
        if (answer.StatusCode != HttpStatusCode.Unauthorized)
        {
            return answer;
        }

        var challenge = answer.Headers.WwwAuthenticate.FirstOrDefault(c => c.Scheme is "Bearer" or "Basic");
        _known = challenge is null ? null : await AnswerAsync(challenge, await logins.FindAsync(host, ct).ConfigureAwait(false), ct).ConfigureAwait(false);
        if (_known is null)
        {
            return answer;
        }

        answer.Dispose();
        return await SendAsync(request, ct).ConfigureAwait(false);
    }

    private async Task<HttpResponseMessage> SendAsync(Func<HttpRequestMessage> request, CancellationToken ct)
    {
        using var message = request();
        message.Headers.Authorization = _known;
        return await http.SendAsync(message, ct).ConfigureAwait(false);
    }

    private async Task<AuthenticationHeaderValue?> AnswerAsync(AuthenticationHeaderValue challenge, RegistryLogin? login, CancellationToken ct)
    {
        if (challenge.Scheme == "Basic")
        {
            return login is null ? null : Basic(login);
        }

        var words = Word().Matches(challenge.Parameter ?? "").ToDictionary(m => m.Groups["name"].Value, m => m.Groups["value"].Value, StringComparer.OrdinalIgnoreCase);
        if (!words.TryGetValue("realm", out var realm) || !Uri.TryCreate(realm, UriKind.Absolute, out var place))
        {
            return null;
        }

        using var request = Ask(place, words, login);
        using var answer = await http.SendAsync(request, ct).ConfigureAwait(false);
        if (!answer.IsSuccessStatusCode)
        {
            return null;
        }

        using var json = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(ct).ConfigureAwait(false));
        var token = Text(json.RootElement, "token") ?? Text(json.RootElement, "access_token");
        return token is null ? null : new AuthenticationHeaderValue("Bearer", token);
    }

    private static HttpRequestMessage Ask(Uri place, Dictionary<string, string> words, RegistryLogin? login)
    {
        var asked = words.Where(w => w.Key is "service" or "scope").ToList();
        if (login?.IdentityToken is { } identity)
        {
            // A body, so that it stands in no server's log of addresses.
            return new HttpRequestMessage(HttpMethod.Post, place) { Content = new FormUrlEncodedContent([.. asked, new("grant_type", "refresh_token"), new("client_id", "clawden"), new("refresh_token", identity)]) };
        }

        var query = string.Join('&', asked.Select(w => $"{w.Key}={Uri.EscapeDataString(w.Value)}"));
        var request = new HttpRequestMessage(HttpMethod.Get, new UriBuilder(place) { Query = query }.Uri);
        request.Headers.Authorization = login is null ? null : Basic(login);
        return request;
    }

    private static AuthenticationHeaderValue Basic(RegistryLogin login) => new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{login.User}:{login.Password}")));

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetString() : null;

    [GeneratedRegex("""(?<name>[A-Za-z]+)="(?<value>[^"]*)""" + "\"")]
    private static partial Regex Word();
}
