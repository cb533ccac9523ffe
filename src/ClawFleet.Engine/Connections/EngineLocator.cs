namespace ClawFleet.Engine.Connections;

/// <summary>
/// Lists the places where an engine may answer, best first. Looks at no socket: the connector tries them in turn at the first call and keeps
/// the first that accepts. An address the user named (<c>DOCKER_HOST</c>, a context) is the only candidate, so that a fleet never lands on
/// another engine than the one meant.
/// </summary>
internal static class EngineLocator
{
    /// <exception cref="EngineException"><c>DOCKER_HOST</c> or the chosen context is unusable.</exception>
    public static IReadOnlyList<EngineAddress> Candidates(EngineSurroundings here)
    {
        if (here.Get("DOCKER_HOST") is { } host)
            return [EngineAddress.Parse(host, "DOCKER_HOST", TlsFromEnvironment(here))];
        if (DockerContext.Find(here) is { } address)
            return [address];
        if (here.Windows)
            return [new(EngineTransport.NamedPipe, "docker_engine"), new(EngineTransport.NamedPipe, "podman-machine-default")];

        var runtimeFolder = here.Get("XDG_RUNTIME_DIR") ?? $"/run/user/{here.UserId}";
        return
        [
            EngineAddress.Unix("/var/run/docker.sock"),
            EngineAddress.Unix(Path.Combine(runtimeFolder, "docker.sock")),
            EngineAddress.Unix(Path.Combine(here.Home, ".docker/run/docker.sock")),
            EngineAddress.Unix(Path.Combine(runtimeFolder, "podman/podman.sock")),
            EngineAddress.Unix("/run/podman/podman.sock"),
        ];
    }

    /// <summary>As the docker client reads them: <c>DOCKER_TLS_VERIFY</c> or <c>DOCKER_TLS</c> turn TLS on, <c>DOCKER_CERT_PATH</c> says where its files are.</summary>
    public static TlsMaterial? TlsFromEnvironment(EngineSurroundings here)
    {
        var verify = here.Get("DOCKER_TLS_VERIFY") is not null;
        if (!verify && here.Get("DOCKER_TLS") is null)
            return null;
        return new TlsMaterial(here.Get("DOCKER_CERT_PATH") ?? Path.Combine(here.Get("DOCKER_CONFIG") ?? Path.Combine(here.Home, ".docker"), ""), verify);
    }
}
