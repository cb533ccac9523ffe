using ClawFleet.Engine;
using ClawFleet.Hosting;
using ClawFleet.Hosting.Hosts;
using ClawFleet.Model.Plans;

namespace ClawFleet.EndToEnd.Fixture;

/// <summary>
/// A folder with a <c>clawden.yaml</c> of a fleet name of its own. Everything that carries the fleet's label, and the folder, is removed
/// at the end, whatever state the test left it in.
/// </summary>
public sealed class TempFleet : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("clawfleet-e2e-");
    private readonly Dictionary<string, string> _variables = new(StringComparer.Ordinal);

    /// <param name="text">The file's text; <c>FLEET</c> in it becomes the fleet's name.</param>
    public TempFleet(string? text = null)
    {
        Name = "e2e-" + Guid.NewGuid().ToString("N")[..8];
        // State of its own, so that nothing is left in the user's.
        _variables["XDG_STATE_HOME"] = StateRoot;
        _variables["CLAWDEN_NO_HOST"] = "1";
        if (text is not null) Write(text);
    }

    public string Name { get; }

    public string Folder => _folder.FullName;

    public string StateRoot => Path.Combine(Folder, ".state");

    public string File => Path.Combine(Folder, "clawden.yaml");

    /// <summary>Added to the environment of every command; <c>CLAWDEN_NO_HOST</c> is among them, since most tests are about the fleet alone.</summary>
    public IDictionary<string, string> Variables => _variables;

    /// <summary>The fleet's process in the background, in its own state folder.</summary>
    public HostProcess Host => new(FleetHostOptions.Discover() with { StateRoot = Path.Combine(StateRoot, "clawfleet") }, Name);

    /// <summary>Has every <c>up</c> leave that process, as it does for a user.</summary>
    public TempFleet WithHost()
    {
        _variables.Remove("CLAWDEN_NO_HOST");
        return this;
    }

    /// <summary>Simulated members of the lightest runtime, on host ports the engine chooses.</summary>
    /// <param name="members">One line of YAML below each member's name, or empty.</param>
    public static TempFleet OfSimulated(params (string Name, string More)[] members)
        => new("name: FLEET\nsimulate: always\nruntimes:\n" + string.Concat(members.Select(m => $"  - name: {m.Name}\n    runtime: zeroclaw\n" + (m.More.StartsWith("ports:", StringComparison.Ordinal) ? "" : "    ports: auto\n") + (m.More.Length > 0 ? $"    {m.More}\n" : ""))));

    public void Write(string text) => System.IO.File.WriteAllText(File, text.Replace("FLEET", Name, StringComparison.Ordinal));

    public void Replace(string old, string with)
    {
        var text = System.IO.File.ReadAllText(File);
        Assert.Contains(old, text, StringComparison.Ordinal);
        System.IO.File.WriteAllText(File, text.Replace(old, with, StringComparison.Ordinal));
    }

    public Task<CliResult> RunAsync(params string[] arguments) => Clawden.RunAsync(Folder, _variables, arguments);

    public Clawden Start(params string[] arguments) => Clawden.Start(Folder, _variables, arguments);

    /// <summary><c>up -d</c> that must succeed.</summary>
    public async Task<CliResult> UpAsync() => (await RunAsync("up", "-d")).Exits(0);

    /// <summary>The fleet's containers by name without the fleet's, as the engine knows them.</summary>
    public async Task<IReadOnlyDictionary<string, ContainerSummary>> ContainersAsync()
    {
        await using var engine = new DockerEngine();
        var found = await engine.ListContainersAsync(new ContainerListQuery(All: true, [$"{FleetLabels.Fleet}={Name}"]), CancellationToken.None);
        return found.ToDictionary(c => c.Name[(Name.Length + 1)..], StringComparer.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        await Host.StopAsync(CancellationToken.None);
        await RemoveAsync(Name);
        var secrets = Path.Combine(FleetHostOptions.Discover().SecretsRoot, Name);
        if (Directory.Exists(secrets)) Directory.Delete(secrets, recursive: true);
        _folder.Delete(recursive: true);
    }

    /// <summary>Removes all that carries a fleet's label, without the product's help.</summary>
    public static async Task RemoveAsync(string fleet)
    {
        await using var engine = new DockerEngine();
        var label = $"{FleetLabels.Fleet}={fleet}";
        foreach (var container in await engine.ListContainersAsync(new ContainerListQuery(All: true, [label]), CancellationToken.None))
        {
            await engine.RemoveContainerAsync(container.Id, force: true, CancellationToken.None);
        }

        foreach (var network in await engine.ListNetworksAsync(label, CancellationToken.None))
        {
            await engine.RemoveNetworkAsync(network.Id, CancellationToken.None);
        }

        foreach (var volume in await engine.ListVolumesAsync(label, CancellationToken.None))
        {
            await engine.RemoveVolumeAsync(volume.Name, force: true, CancellationToken.None);
        }
    }
}
