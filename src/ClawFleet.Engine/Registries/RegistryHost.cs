namespace ClawFleet.Engine.Registries;

/// <summary>Which registry a reference names, as the docker client's configuration calls it.</summary>
internal static class RegistryHost
{
    /// <summary>Docker Hub's name in the docker client's configuration.</summary>
    public const string DockerHub = "https://index.docker.io/v1/";

    /// <summary>Where a repository's registry answers, and what it calls the repository.</summary>
    public static (string Address, string Path) Address(string repository)
    {
        var host = Of(repository + ":tag");
        if (host == DockerHub)
        {
            var path = repository.StartsWith("docker.io/", StringComparison.Ordinal) ? repository["docker.io/".Length..] : repository;
            return ("https://registry-1.docker.io", path.Contains('/', StringComparison.Ordinal) ? path : "library/" + path);
        }

        return ($"{(IsThisMachine(host) ? "http" : "https")}://{host}", repository[(host.Length + 1)..]);
    }

    /// <summary>Whether it is on this machine, where engines speak plain http.</summary>
    public static bool IsThisMachine(string host) =>
        host != DockerHub && new Uri("http://" + host).Host is var name && (name == "localhost" || (System.Net.IPAddress.TryParse(name.Trim('[', ']'), out var ip) && System.Net.IPAddress.IsLoopback(ip)));

    /// <returns><c>ghcr.io</c>, <c>127.0.0.1:5000</c>, or <see cref="DockerHub"/>: the first part is a host when it has a dot or a port, or is <c>localhost</c>.</returns>
    public static string Of(string reference)
    {
        var slash = reference.IndexOf('/', StringComparison.Ordinal);
        var first = slash < 0 ? "" : reference[..slash];
        return (first.Contains('.', StringComparison.Ordinal) || first.Contains(':', StringComparison.Ordinal) || first == "localhost") && first is not ("docker.io" or "index.docker.io") ? first : DockerHub;
    }
}
