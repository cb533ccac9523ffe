using System.Text.Json;

namespace ClawFleet.Engine.Registries;

/// <summary>What a registry wants to know of its caller. Never printed: it goes to the engine in a header, and nowhere else.</summary>
/// <param name="host">As the docker client's configuration calls it.</param>
/// <param name="user">Empty where <paramref name="identityToken"/> stands for both.</param>
/// <param name="identityToken">A token in the place of user and password; null for none.</param>
internal sealed class RegistryLogin(string host, string user, string password, string? identityToken)
{
    public const string Header = "X-Registry-Auth";

    public string User => user;

    public string Password => password;

    public string? IdentityToken => identityToken;

    /// <summary>The engine wants it as JSON in base64 with - and _ (Engine API, Authentication).</summary>
    public string HeaderValue { get; } = Encode(host, user, password, identityToken);

    private static string Encode(string host, string user, string password, string? identityToken)
    {
        using var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            if (identityToken is null)
            {
                writer.WriteString("username", user);
                writer.WriteString("password", password);
            }
            else
            {
                writer.WriteString("identitytoken", identityToken);
            }

            writer.WriteString("serveraddress", host);
            writer.WriteEndObject();
        }

        return Convert.ToBase64String(json.ToArray()).Replace('+', '-').Replace('/', '_');
    }
}
