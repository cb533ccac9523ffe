using System.Collections.Immutable;
using System.Globalization;
using ClawFleet.Model.Plans;

namespace ClawFleet.Publishing.Aspire;

/// <summary>What Aspire's model has no word for and the engine's command has: containment, limits, writable places in memory, names.</summary>
internal static class RuntimeArguments
{
    /// <summary>
    /// Tells the containers of a fleet that Aspire runs: <c>fleet/container</c>. Not one of <see cref="FleetLabels"/>, by which <c>clawden</c> knows its own: these are not its to stop.
    /// </summary>
    public const string Label = "dev.clawfleet.aspire";

    public static ImmutableArray<string> Of(string fleet, ContainerPlan container, AspireOptions options)
    {
        var arguments = ImmutableArray.CreateBuilder<string>();
        void Add(string option, string value) => arguments.AddRange(option, value);

        Add("--label", $"{Label}={fleet}/{container.Name}");
        Add("--hostname", container.Hostname);
        Add("--user", container.User);
        if (container.Containment.ReadOnlyRoot)
        {
            arguments.Add("--read-only");
        }

        foreach (var capability in container.Containment.DropCapabilities)
        {
            Add("--cap-drop", capability);
        }

        if (container.Containment.NoNewPrivileges)
        {
            Add("--security-opt", "no-new-privileges:true");
        }

        if (container.Containment.OciRuntime is { } runtime)
        {
            Add("--runtime", runtime);
        }

        Add("--memory", Number(container.Limits.MemoryBytes));
        Add("--memory-swap", Number(container.Limits.MemoryBytes));
        Add("--cpus", container.Limits.Cpus.ToString("0.###", CultureInfo.InvariantCulture));
        Add("--pids-limit", Number(container.Limits.Pids));
        var files = Math.Min(container.Limits.OpenFiles, options.OpenFilesCeiling ?? int.MaxValue);
        Add("--ulimit", string.Create(CultureInfo.InvariantCulture, $"nofile={files}:{files}"));
        foreach (var mount in container.Mounts.Where(m => m.Kind == MountKind.Tmpfs))
        {
            // The same options as the embedded orchestrator gives: programs of a member may run from /tmp.
            Add("--tmpfs", $"{mount.Target}:{(mount.ReadOnly ? "ro" : "rw")},exec,nosuid,nodev{(mount.SizeBytes is { } size ? $",size={Number(size)}" : "")}{(mount.Mode is { } mode ? $",mode={mode}" : "")}");
        }

        foreach (var host in container.ExtraHosts.IsDefault ? [] : container.ExtraHosts)
        {
            Add("--add-host", host);
        }

        Add("--stop-timeout", Number(container.StopGraceSeconds));
        arguments.AddRange(options.EngineArguments);
        return arguments.ToImmutable();
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
