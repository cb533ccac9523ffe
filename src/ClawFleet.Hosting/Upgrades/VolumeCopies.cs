using System.Globalization;
using ClawFleet.Engine;
using ClawFleet.Hosting.Execution;
using ClawFleet.Model.Plans;

namespace ClawFleet.Hosting.Upgrades;

/// <summary>
/// Copies volumes and puts the copies back, each in a container that lives as long as that takes: as the user who owns the data, without privileges, network or a root to write to.
/// The images' own <c>/logs</c> is writable for any user, and the engine gives a new volume that is mounted there the same mode.
/// </summary>
internal sealed class VolumeCopies(IContainerEngine engine, string fleet, string source)
{
    private const string Data = "/state";
    private const string Copy = "/logs";
    private const string Each = "-mindepth 1 -maxdepth 1 -exec cp -a -t";
    private const long MemoryBytes = 256L << 20;
    private const int MostProcesses = 64;
    private const int MostLines = 20;

    private EngineTraits? _traits;

    /// <summary>Ends what is left of copying that was cut off.</summary>
    public static async Task EndHelpersAsync(IContainerEngine engine, string fleet, CancellationToken ct)
    {
        foreach (var left in await engine.ListContainersAsync(new ContainerListQuery(All: true, [$"{FleetLabels.Helper}={fleet}"]), ct).ConfigureAwait(false))
        {
            await engine.RemoveContainerAsync(left.Id, force: true, ct).ConfigureAwait(false);
        }
    }

    /// <summary>What a volume holds, and how much room there is beside it; in KiB.</summary>
    public async Task<(long Held, long Free)> MeasureAsync(VolumeCopy volume, CancellationToken ct)
    {
        // What cannot be counted (a file that goes away meanwhile) is not worth a failure.
        var said = await RunAsync(volume, "measure", $"du -sk {Data} 2>/dev/null | cut -f1; df -k --output=avail {Data} | tail -n 1", [Mount(volume.Volume, Data, readOnly: true)], ct).ConfigureAwait(false);
        return said is [var held, var free] && long.TryParse(held, CultureInfo.InvariantCulture, out var k) && long.TryParse(free.Trim(), CultureInfo.InvariantCulture, out var f) ? (k, f)
            : throw new OperationFailedException($"the size of the volume {volume.Volume} cannot be read: {string.Join(' ', said)}");
    }

    /// <summary>Makes the copy anew.</summary>
    public async Task MakeAsync(VolumeCopy volume, CancellationToken ct)
    {
        await engine.RemoveVolumeAsync(volume.Copy, force: true, ct).ConfigureAwait(false);
        var labels = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [FleetLabels.Fleet] = fleet,
            [FleetLabels.Source] = source,
            [FleetLabels.Member] = volume.Member,
            [FleetLabels.CopyOf] = volume.Volume,
        };
        await engine.CreateVolumeAsync(new VolumeSpec(volume.Copy, labels), ct).ConfigureAwait(false);
        await RunAsync(volume, "copy", $"find {Data} {Each} {Copy} {{}} +", [Mount(volume.Volume, Data, readOnly: true), Mount(volume.Copy, Copy, readOnly: false)], ct).ConfigureAwait(false);
    }

    /// <summary>Makes the volume hold what the copy holds, and nothing else.</summary>
    public Task PutBackAsync(VolumeCopy volume, CancellationToken ct) => RunAsync(
        volume, "restore",
        $"find {Data} -mindepth 1 -type d ! -perm -700 -exec chmod u+rwx {{}} \\; && find {Data} -mindepth 1 -delete && find {Copy} {Each} {Data} {{}} +",
        [Mount(volume.Volume, Data, readOnly: false), Mount(volume.Copy, Copy, readOnly: true)], ct);

    public Task RemoveAsync(VolumeCopy volume, CancellationToken ct) => engine.RemoveVolumeAsync(volume.Copy, force: true, ct);

    /// <returns>The lines it wrote.</returns>
    /// <exception cref="OperationFailedException">It failed; with its last words.</exception>
    private async Task<IReadOnlyList<string>> RunAsync(VolumeCopy volume, string what, string script, MountSpec[] mounts, CancellationToken ct)
    {
        _traits ??= await EngineTraits.OfAsync(engine, ct).ConfigureAwait(false);
        var name = $"{volume.Volume}-{what}";
        var id = await engine.CreateContainerAsync(new ContainerSpec
        {
            Name = name,
            Image = volume.Image,
            User = volume.User,
            UserNamespace = _traits.KeepsInvoker ? ContainerSpec.KeepInvoker : null,
            Entrypoint = ["/bin/sh", "-ec", script],
            Labels = new Dictionary<string, string>(StringComparer.Ordinal) { [FleetLabels.Helper] = fleet },
            Mounts = mounts,
            Networks = [new NetworkEndpoint("none", [])],
            ReadOnlyRoot = true,
            DropCapabilities = ["ALL"],
            SecurityOptions = ["no-new-privileges:true"],
            MemoryBytes = MemoryBytes,
            MemorySwapBytes = MemoryBytes,
            Pids = MostProcesses,
        }, ct).ConfigureAwait(false);
        try
        {
            await engine.StartContainerAsync(id, ct).ConfigureAwait(false);
            var code = await engine.WaitContainerAsync(id, ct).ConfigureAwait(false);
            var said = new List<string>();
            await foreach (var line in engine.ReadLogsAsync(id, new LogQuery(Follow: false, Tail: MostLines), ct).ConfigureAwait(false))
            {
                said.Add(line.Text);
            }

            return code == 0 ? said : throw new OperationFailedException(
                $"to {what} the volume {volume.Volume} failed: {(said.Count == 0 ? $"exit code {code}" : said[^1].TrimEnd('.'))}")
            { LastLines = said };
        }
        finally
        {
            await RemoveQuietlyAsync(id).ConfigureAwait(false);
        }
    }

    private async Task RemoveQuietlyAsync(string id)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        try
        {
            await engine.RemoveContainerAsync(id, force: true, deadline.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is EngineException or OperationCanceledException)
        {
            // The next command ends it.
        }
    }

    private static MountSpec Mount(string volume, string target, bool readOnly) => new(MountType.Volume, volume, target, readOnly);
}
