using System.Diagnostics;
using System.Text;
using ClawFleet.Conformance.Probing;
using ClawFleet.Conformance.Reporting;
using ClawFleet.Engine;
using ClawFleet.Hosting;
using ClawFleet.Model.Catalogue;
using ClawFleet.Runtimes;

namespace ClawFleet.Conformance.Subject;

/// <summary>The fleet all promises are asked of. Lives as long as the run; writes the table of results at its end.</summary>
public sealed class FleetUnderTest : IAsyncLifetime
{
    /// <summary>As long as the slowest runtime of the catalogue may take to its first healthy answer.</summary>
    public static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(240);

    private static readonly TimeSpan StartOfAProcess = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, ContainerUnderTest> _containers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyDictionary<string, string>> _secrets = new(StringComparer.Ordinal);

    internal FleetChoice Choice { get; } = FleetChoice.Current;

    private RuntimeCatalogue Catalogue => Choice.Catalogue;

    internal IContainerEngine Engine { get; } = new DockerEngine();

    internal IReadOnlyCollection<ContainerUnderTest> Containers => _containers.Values;

    /// <summary>Whether the engine's processes, ports and files are this machine's, so that they can be looked at from here.</summary>
    internal bool EngineIsLocal { get; private set; }

    public async ValueTask InitializeAsync()
    {
        foreach (var container in await Choice.ContainersAsync())
        {
            _containers.Add(container.Name, container);
        }

        var info = await Engine.GetInfoAsync(CancellationToken.None);
        EngineIsLocal = info.Address.StartsWith("unix:", StringComparison.Ordinal);
        try
        {
            await Choice.StartAsync(Engine, TestContext.Current.CancellationToken);
        }
        catch
        {
            await Choice.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Choice.DisposeAsync();
        await Engine.DisposeAsync();
        await WriteTableAsync();
    }

    /// <exception cref="Xunit.Sdk.XunitException">The member did not come up; the message says why.</exception>
    internal ContainerUnderTest Get(string name)
    {
        var container = _containers[name];
        if (Choice.FailureOf(container.Member) is { } failure) Assert.Fail(failure);

        return container;
    }

    internal Task<ContainerDetails> InspectAsync(string name, CancellationToken ct) => Engine.InspectContainerAsync(Get(name).ContainerName, ct);

    /// <summary>Runs a program in the container as the container's own user.</summary>
    internal Task<ExecResult> RunAsync(string name, IReadOnlyList<string> command, CancellationToken ct) => Engine.ExecAsync(Get(name).ContainerName, new ExecSpec(command), ct);

    internal Task<ExecResult> ShellAsync(string name, string script, CancellationToken ct) => RunAsync(name, ["/bin/sh", "-c", script.ReplaceLineEndings("\n")], ct);

    /// <summary>Every process of the container. One that the engine is only just starting there, as for a health check, is waited for; one that stays so is shown as it is.</summary>
    internal async Task<IReadOnlyList<ProcessStatus>> ProcessesAsync(string name, CancellationToken ct)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            var result = await ShellAsync(name, ProcessStatus.Script, ct);
            var processes = ProcessStatus.Parse(result.Stdout);
            Assert.True(processes.Count > 0, $"expected to read /proc inside {name}; seen: exit {result.ExitCode} {result.Stderr}");
            if (clock.Elapsed > StartOfAProcess || !processes.Any(p => p.IsStarting)) return processes;

            await Task.Delay(TimeSpan.FromMilliseconds(50), ct);
        }
    }

    /// <summary>The processes as the engine sees them from outside the container, with the same patience.</summary>
    internal async Task<ContainerProcesses> TopAsync(string name, CancellationToken ct)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            var top = await Engine.TopAsync(Get(name).ContainerName, ct);
            if (clock.Elapsed > StartOfAProcess || !top.Rows.Any(row => ProcessStatus.IsOfAStart(row[^1]))) return top;

            await Task.Delay(TimeSpan.FromMilliseconds(50), ct);
        }
    }

    /// <summary>Where a member answers on this host.</summary>
    internal async Task<Uri> AddressAsync(string name, CancellationToken ct)
    {
        var container = await InspectAsync(name, ct);
        var published = container.Ports.FirstOrDefault(p => p.HostPort is > 0 && p.Protocol == "tcp");
        Assert.True(published is not null, $"expected {name} to publish a port on this host; the engine shows none");
        return new Uri($"http://{(published.HostIp is null or "0.0.0.0" ? "127.0.0.1" : published.HostIp)}:{published.HostPort}/");
    }

    /// <summary>Waits until the container runs and is healthy: members by their published port, sidecars by the engine's check.</summary>
    internal Task<TimeSpan> BecomesHealthyAsync(string name, CancellationToken ct)
        => Eventually.HoldsAsync($"{name} is healthy", StartDeadline, token => HealthAsync(name, token), ct);

    /// <returns>Null when healthy, else what was seen.</returns>
    internal async Task<string?> HealthAsync(string name, CancellationToken ct)
    {
        ContainerDetails container;
        try
        {
            container = await InspectAsync(name, ct);
        }
        catch (EngineException e) when (e.Kind == EngineErrorKind.NotFound)
        {
            return "there is no such container";
        }

        if (container.State != ContainerState.Running) return $"the container is {container.State} (exit {container.ExitCode}) {container.Error}";

        if (!_containers[name].IsSidecar) return container.Ports.Any(p => p.HostPort is > 0) ? await HealthProbe.AskAsync(await AddressAsync(name, ct), ct) : "no port is published";

        var check = await Engine.ExecAsync(container.Id, new ExecSpec(["/usr/local/bin/clawfleet-postgres", "health"]), ct);
        return check.ExitCode == 0 ? null : $"its health command gave {check.ExitCode}: {check.Stderr}{check.Stdout}";
    }

    /// <summary>The secrets a container can read, by file name, as it reads them itself: those given to it, and those it made up and keeps.</summary>
    internal async Task<IReadOnlyDictionary<string, string>> SecretsAsync(string name, CancellationToken ct)
    {
        var files = await ShellAsync(name, "for f in /run/secrets/* /state/clawfleet/*; do [ -f $f ] && echo $f; done; true", ct);
        var secrets = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in files.Stdout.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var value = (await RunAsync(name, ["cat", file], ct)).Stdout.TrimEnd('\n');
            if (value.Length > 0) secrets.TryAdd(Path.GetFileName(file), value);
        }

        return secrets;
    }

    /// <summary><see cref="SecretsAsync"/>, read once a run: secrets do not change while a fleet is looked at.</summary>
    internal async Task<IReadOnlyDictionary<string, string>> KnownSecretsAsync(string name, CancellationToken ct)
    {
        if (!_secrets.TryGetValue(name, out var known)) _secrets[name] = known = await SecretsAsync(name, ct);

        return known;
    }

    /// <summary>What the host told the container it is to be.</summary>
    internal async Task<MemberSpec?> SpecAsync(string name, CancellationToken ct)
    {
        var variable = (await InspectAsync(name, ct)).Environment.FirstOrDefault(e => e.StartsWith(MemberSpecJson.EnvironmentVariable + "=", StringComparison.Ordinal));
        return variable is null ? null : MemberSpecJson.Read(variable[(MemberSpecJson.EnvironmentVariable.Length + 1)..]);
    }

    /// <summary>The token that a member's API demands: the secret's name and its value.</summary>
    internal async Task<(string? Name, string? Value)> ApiTokenAsync(string name, CancellationToken ct)
        => SecretRef.TryParse((await SpecAsync(name, ct))?.ApiToken, out var secret) ? (secret.Name, (await KnownSecretsAsync(name, ct)).GetValueOrDefault(secret.FileName)) : (null, null);

    /// <summary>How long a container may take to its first healthy answer, as its runtime's catalogue entry says.</summary>
    internal TimeSpan DeadlineOf(string name)
        => Catalogue.Entries.TryGetValue(Get(name).Runtime, out var entry) ? TimeSpan.FromSeconds(entry.Health.DeadlineSeconds) : StartDeadline;

    /// <summary>How long a container may take from SIGTERM to its end.</summary>
    internal TimeSpan GraceOf(string name)
        => Catalogue.Entries.TryGetValue(Get(name).Runtime, out var entry) ? TimeSpan.FromSeconds(entry.StopGraceSeconds) : TimeSpan.FromSeconds(30);

    private async Task WriteTableAsync()
    {
        var table = OutcomeTable.Render(Choice.Title, [.. _containers.Values]);
        var folder = Directory.CreateDirectory(Path.Combine(FleetHostOptions.Discover().Home, "ClawFleet.Conformance", "TestResults"));
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "conformance.md"), table, Encoding.UTF8);
        Console.Out.WriteLine();
        Console.Out.WriteLine(table);
    }
}
