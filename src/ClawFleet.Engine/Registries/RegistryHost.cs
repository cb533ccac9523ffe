namespace ClawFleet.Engine.Registries;

/// <summary>Which registry a reference names, as the docker client's configuration calls it.</summary>
internal static class RegistryHost
{
    /// <summary>Docker Hub's name in the docker client's configuration.</summary>
    public const string DockerHub = "https://index.docker.io/v1/";

    /// <returns><c>ghcr.io</c>, <c>127.0.0.1:5000</c>, or <see cref="DockerHub"/>: the first part is a host when it has a dot or a port, or is <c>localhost</c>.</returns>
    public static string Of(string reference)
    {
        var slash = reference.IndexOf('/', StringComparison.Ordinal);
        var first = slash < 0 ? "" : reference[..slash];
        return (first.Contains('.', StringComparison.Ordinal) || first.Contains(':', StringComparison.Ordinal) || first == "localhost") && first is not ("docker.io" or "index.docker.io") ? first : DockerHub;
    }
}
