using ClawFleet.Engine;

namespace ClawFleet.Cli.Fleets;

/// <summary>The engine of this machine and user: DOCKER_HOST, else the usual places. Found by the first call, not before.</summary>
internal static class Engines
{
    public static IContainerEngine Connect() => new DockerEngine();
}
