using System.Globalization;
using ClawFleet.Engine;
using ClawFleet.Model.Plans;

namespace ClawFleet.Hosting.Ports;

/// <summary>Who listens on a host port, as far as that can be known.</summary>
/// <param name="Description">For people: <c>the process nginx (pid 12)</c>.</param>
/// <param name="Container">Its container's name, when it is one.</param>
/// <param name="IsEngine">The engine's own port proxy, with no container to show for it: it is in the middle of a start or a stop.</param>
internal sealed record PortHolder(string Description, string? Container, bool IsEngine)
{
    private const string EngineProxy = "docker-proxy";
    private static readonly string[] Tables = ["/proc/net/tcp", "/proc/net/tcp6"];

    public static async Task<PortHolder> FindAsync(IContainerEngine engine, int port, CancellationToken ct)
    {
        var containers = await engine.ListContainersAsync(new ContainerListQuery(All: false, []), ct).ConfigureAwait(false);
        if (containers.FirstOrDefault(c => c.Ports.Any(p => p.HostPort == port)) is { } container)
        {
            return new(
                container.Labels.TryGetValue(FleetLabels.Fleet, out var fleet)
                    ? $"the container {container.Name} of the fleet '{fleet}'"
                    : $"the container {container.Name} ({container.Image})",
                container.Name, IsEngine: false);
        }

        return FindProcess(port) ?? new("another process", null, IsEngine: false);
    }

    /// <summary>By way of /proc: the listening socket's inode, then the process that has it open. Processes of other users cannot be read.</summary>
    private static PortHolder? FindProcess(int port)
    {
        try
        {
            var inodes = Tables.Where(File.Exists).SelectMany(f => ListeningInodes(File.ReadLines(f), port)).ToHashSet(StringComparer.Ordinal);
            if (inodes.Count == 0)
            {
                return null;
            }

            foreach (var process in Directory.EnumerateDirectories("/proc").Where(d => int.TryParse(Path.GetFileName(d), NumberStyles.None, CultureInfo.InvariantCulture, out _)))
            {
                if (HasOpen(process, inodes))
                {
                    var name = File.ReadAllText(Path.Combine(process, "comm")).Trim();
                    return new($"the process {name} (pid {Path.GetFileName(process)})", null, name == EngineProxy);
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // No /proc, or none that may be read: then it is just "another process".
        }

        return null;
    }

    /// <summary>Rows of /proc/net/tcp: <c>sl local_address rem_address st … inode</c>; state 0A is LISTEN.</summary>
    internal static IEnumerable<string> ListeningInodes(IEnumerable<string> table, int port)
    {
        foreach (var row in table.Skip(1))
        {
            var columns = row.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (columns.Length > 9 && columns[3] == "0A"
                && int.TryParse(columns[1].AsSpan(columns[1].LastIndexOf(':') + 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var local) && local == port)
            {
                yield return columns[9];
            }
        }
    }

    private static bool HasOpen(string process, HashSet<string> inodes)
    {
        try
        {
            foreach (var descriptor in Directory.EnumerateFiles(Path.Combine(process, "fd")))
            {
                if (new FileInfo(descriptor).LinkTarget is { } target && target.StartsWith("socket:[", StringComparison.Ordinal) && inodes.Contains(target[8..^1]))
                {
                    return true;
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another user's process, or one that just ended.
        }

        return false;
    }
}
