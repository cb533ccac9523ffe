using System.Globalization;
using ClawFleet.Engine;

namespace ClawFleet.Conformance.Probing;

/// <summary>
/// A second container of a member's image, started by the engine alone with a variable or a file more, as <c>docker run -e</c> would. It
/// has the member's user, secrets and containment, state of its own, and no network but its own loopback. Removed when disposed.
/// </summary>
internal sealed class OneOffContainer : IAsyncDisposable
{
    public const string NamePart = "-oneoff-";
    private const string Secrets = "/run/secrets";
    private static int _count;

    private readonly IContainerEngine _engine;
    private readonly string _id;

    private OneOffContainer(IContainerEngine engine, string id) => (_engine, _id) = (engine, id);

    /// <param name="variables">Added to the member's environment.</param>
    /// <param name="file">A file of this host to mount read-only: its path here and its path in the container.</param>
    public static async Task<OneOffContainer> StartAsync(
        IContainerEngine engine, ContainerDetails member, string fleet, IReadOnlyDictionary<string, string> variables, (string Here, string There)? file, CancellationToken ct)
    {
        var environment = member.Environment
            .Select(e => e.Split('=', 2)).Where(e => e.Length == 2)
            .ToDictionary(e => e[0], e => e[1], StringComparer.Ordinal);
        foreach (var (name, value) in variables)
        {
            environment[name] = value;
        }

        var mounts = new List<MountSpec>(new[] { "/config", "/state", "/tmp", "/run", "/logs", "/home/clawden/workspace" }.Select(t => new MountSpec(MountType.Tmpfs, null, t, TmpfsMode: "1777")));
        // One folder, or with docker compose a mount for each file.
        mounts.AddRange(member.Mounts.Where(m => m.Source is not null && (m.Target == Secrets || m.Target.StartsWith(Secrets + "/", StringComparison.Ordinal))).Select(m => new MountSpec(MountType.Bind, m.Source, m.Target, ReadOnly: true)));
        if (file is { } mounted) mounts.Add(new MountSpec(MountType.Bind, mounted.Here, mounted.There, ReadOnly: true));

        var id = await engine.CreateContainerAsync(new ContainerSpec
        {
            Name = fleet + NamePart + Interlocked.Increment(ref _count).ToString(CultureInfo.InvariantCulture),
            Image = member.ImageId,
            Hostname = member.Hostname,
            User = member.User,
            Environment = environment,
            Mounts = mounts,
            ReadOnlyRoot = true,
            DropCapabilities = ["ALL"],
            SecurityOptions = ["no-new-privileges:true"],
            MemoryBytes = member.MemoryBytes,
        }, ct);
        var container = new OneOffContainer(engine, id);
        try
        {
            await engine.StartContainerAsync(id, ct);
            return container;
        }
        catch
        {
            await container.DisposeAsync();
            throw;
        }
    }

    /// <summary>The text of a file once <paramref name="holds"/> is true of it.</summary>
    public async Task<string> FileAsync(string path, string what, Func<string, bool> holds, CancellationToken ct)
    {
        var text = "";
        await Eventually.HoldsAsync($"{path} {what}", TimeSpan.FromSeconds(20), async token =>
        {
            var container = await _engine.InspectContainerAsync(_id, token);
            if (container.State != ContainerState.Running) return $"the container ended with {container.ExitCode}: {await LogAsync(token)}";

            var read = await _engine.ExecAsync(_id, new ExecSpec(["cat", path]), token);
            text = read.Stdout;
            return read.ExitCode != 0 ? read.Stderr : holds(text) ? null : text;
        }, ct);
        return text;
    }

    /// <summary>Waits until something besides tini and clawinit's own start runs: the first process has a child that is not <c>clawinit run</c> starting up.</summary>
    public Task RunsAsync(CancellationToken ct)
        => Eventually.HoldsAsync("the runtime runs", TimeSpan.FromSeconds(20), async token =>
        {
            var container = await _engine.InspectContainerAsync(_id, token);
            if (container.State != ContainerState.Running) return $"the container ended with {container.ExitCode}: {await LogAsync(token)}";

            var top = await _engine.TopAsync(_id, token);
            var rows = top.Rows.Select(r => r[^1]).ToList();
            return rows.Count > 1 && rows.Exists(r => !r.Contains("tini", StringComparison.Ordinal) && !r.EndsWith("clawinit run", StringComparison.Ordinal)) ? null : string.Join("; ", rows);
        }, ct);

    public async ValueTask DisposeAsync() => await _engine.RemoveContainerAsync(_id, force: true, CancellationToken.None);

    private async Task<string> LogAsync(CancellationToken ct)
    {
        var lines = new List<string>();
        await foreach (var line in _engine.ReadLogsAsync(_id, new LogQuery(Follow: false, Tail: 10), ct))
        {
            lines.Add(line.Text);
        }

        return string.Join('\n', lines);
    }
}
