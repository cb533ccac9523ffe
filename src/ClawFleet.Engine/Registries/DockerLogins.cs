using System.Text;
using System.Text.Json;
using ClawFleet.Engine.Connections;

namespace ClawFleet.Engine.Registries;

/// <summary>
/// Logins as <c>docker login</c> leaves them: <c>auths</c>, <c>credHelpers</c> and <c>credsStore</c> of the docker client's <c>config.json</c>
/// (<c>DOCKER_CONFIG</c>, else <c>~/.docker</c>).
/// </summary>
internal sealed class DockerLogins(EngineSurroundings here)
{
    /// <summary>What helpers call the user when the secret is a token for both.</summary>
    private const string TokenUser = "<token>";

    /// <param name="host">As <see cref="RegistryHost.Of"/> gives it.</param>
    /// <returns>Null where the configuration has none; the registry may want none.</returns>
    /// <exception cref="EngineException">The configuration or its helper is broken; the message names it and no secret.</exception>
    public async Task<RegistryLogin?> FindAsync(string host, CancellationToken ct)
    {
        var path = Path.Combine(here.Get("DOCKER_CONFIG") ?? Path.Combine(here.Home, ".docker"), "config.json");
        using var json = Read(path);
        if (json is null || json.RootElement.ValueKind != JsonValueKind.Object)
            return null;
        var root = json.RootElement;
        var helper = Member(root, "credHelpers", host)?.GetString() ?? (root.TryGetProperty("credsStore", out var store) ? store.GetString() : null);
        if (helper is { Length: > 0 } && await CredentialHelper.AskAsync(helper, host, ct).ConfigureAwait(false) is { } answer)
            return answer.User == TokenUser ? new RegistryLogin(host, "", "", answer.Secret) : new RegistryLogin(host, answer.User, answer.Secret, null);
        return Member(root, "auths", host) is { ValueKind: JsonValueKind.Object } entry ? OfEntry(host, entry, path) : null;
    }

    private static RegistryLogin? OfEntry(string host, JsonElement entry, string path)
    {
        if (Text(entry, "identitytoken") is { } token)
            return new RegistryLogin(host, "", "", token);
        if (Text(entry, "auth") is not { } auth)
            return Text(entry, "username") is { } user ? new RegistryLogin(host, user, Text(entry, "password") ?? "", null) : null;
        var decoded = new byte[auth.Length];
        var colon = -1;
        if (!Convert.TryFromBase64String(auth, decoded, out var length) || (colon = decoded.AsSpan(0, length).IndexOf((byte)':')) < 0)
            throw new EngineException(EngineErrorKind.BadRequest, $"The login for {host} in {path} cannot be read; log in again: docker login {host}.");
        return new RegistryLogin(host, Encoding.UTF8.GetString(decoded, 0, colon), Encoding.UTF8.GetString(decoded, colon + 1, length - colon - 1).TrimEnd('\0'), null);
    }

    /// <summary>A registry may be written with or without scheme, and older clients put a path behind it.</summary>
    private static JsonElement? Member(JsonElement root, string name, string host)
    {
        if (!root.TryGetProperty(name, out var map) || map.ValueKind != JsonValueKind.Object)
            return null;
        if (map.TryGetProperty(host, out var exact))
            return exact;
        foreach (var entry in map.EnumerateObject())
        {
            if (Bare(entry.Name) == Bare(host))
                return entry.Value;
        }
        return null;
    }

    private static string Bare(string name)
    {
        var scheme = name.IndexOf("://", StringComparison.Ordinal);
        return (scheme < 0 ? name : name[(scheme + 3)..]).Split('/')[0];
    }

    private static string? Text(JsonElement entry, string name) => entry.TryGetProperty(name, out var value) && value.GetString() is { Length: > 0 } text ? text : null;

    private static JsonDocument? Read(string path)
    {
        try
        {
            return File.Exists(path) ? JsonDocument.Parse(File.ReadAllBytes(path)) : null;
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new EngineException(EngineErrorKind.BadRequest, $"{path}, which holds the registries' logins, cannot be read ({e.GetType().Name}); mend it, or name another folder with DOCKER_CONFIG.", e);
        }
    }
}
