using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace ClawFleet.Engine.Connections;

/// <summary>
/// The docker client's current context (<c>docker context use</c>): <c>currentContext</c> of its <c>config.json</c>, described in
/// <c>contexts/meta/SHA256(name)/meta.json</c>, TLS files in <c>contexts/tls/SHA256(name)/docker</c>.
/// </summary>
internal static class DockerContext
{
    /// <summary>Null when no context but the default one is chosen.</summary>
    public static EngineAddress? Find(EngineSurroundings here)
    {
        var folder = here.Get("DOCKER_CONFIG") ?? Path.Combine(here.Home, ".docker");
        var name = here.Get("DOCKER_CONTEXT") ?? CurrentContext(Path.Combine(folder, "config.json"));
        if (name is null or "default")
            return null;

        var key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
        var meta = Path.Combine(folder, "contexts", "meta", key, "meta.json");
        using var json = Read(meta) ?? throw new EngineException(EngineErrorKind.Unreachable,
            $"The docker context \"{name}\" is chosen but is not described in {meta}; choose another with: docker context use default.");
        if (!json.RootElement.TryGetProperty("Endpoints", out var endpoints) || !endpoints.TryGetProperty("docker", out var docker)
            || !docker.TryGetProperty("Host", out var host) || host.GetString() is not { Length: > 0 } text)
        {
            return null;
        }

        var tlsFolder = Path.Combine(folder, "contexts", "tls", key, "docker");
        var skipVerify = docker.TryGetProperty("SkipTLSVerify", out var skip) && skip.ValueKind == JsonValueKind.True;
        var tls = Directory.Exists(tlsFolder) || skipVerify ? new TlsMaterial(Directory.Exists(tlsFolder) ? tlsFolder : null, !skipVerify) : null;
        return EngineAddress.Parse(text, $"docker context {name}", tls);
    }

    private static string? CurrentContext(string path)
    {
        using var json = Read(path);
        return json is not null && json.RootElement.ValueKind == JsonValueKind.Object
            && json.RootElement.TryGetProperty("currentContext", out var current) && current.GetString() is { Length: > 0 } name ? name : null;
    }

    /// <summary>Null when the file is not there or is not JSON: the docker client's own trouble must not stop an engine from being found.</summary>
    private static JsonDocument? Read(string path)
    {
        try
        {
            return File.Exists(path) ? JsonDocument.Parse(File.ReadAllBytes(path)) : null;
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
