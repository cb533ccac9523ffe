using ClawFleet.Engine.Connections;

namespace ClawFleet.Engine.Containers;

/// <summary>What Podman's Docker API takes and then does not do (seen in 4.3): refused here, as Docker refuses it, or mended.</summary>
internal static class PodmanGaps
{
    private const string ScratchPlace = "/var/tmp";
    private const int SmallestTmpfs = 4096;

    /// <summary>To a container with a read-only root Podman adds a writable /var/tmp that nobody asked for: a read-only one in its place keeps it away.</summary>
    public static ContainerSpec Close(ContainerSpec spec) => !spec.ReadOnlyRoot || spec.Mounts.Any(m => m.Target == ScratchPlace) ? spec
        : spec with { Mounts = [.. spec.Mounts, new MountSpec(MountType.Tmpfs, null, ScratchPlace, ReadOnly: true, SmallestTmpfs, "0555", TmpfsExec: false)] };

    public static void Refuse(ContainerSpec spec, string doing, EngineAddress? engine)
    {
        if (spec.OciRuntime is { } runtime)
        {
            throw new EngineException(EngineErrorKind.Unsupported,
                $"Cannot {doing}: Podman's API does not choose the OCI runtime ({runtime}); make it the default in containers.conf (runtime = \"{runtime}\") and leave it out here.");
        }

        // Podman makes a missing source of a bind mount, owned by root. Only looked at where the engine has this machine's file system.
        if (engine?.Transport != EngineTransport.Unix || !OperatingSystem.IsLinux())
            return;
        var missing = spec.Mounts.FirstOrDefault(m => m.Type == MountType.Bind && !Path.Exists(m.Source));
        if (missing is not null)
            throw new EngineException(EngineErrorKind.BadRequest, $"Cannot {doing}: bind source path does not exist: {missing.Source}.");
    }
}
