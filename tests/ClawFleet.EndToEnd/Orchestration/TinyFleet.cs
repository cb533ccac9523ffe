using System.Collections.Concurrent;
using System.Collections.Immutable;
using ClawFleet.EndToEnd.Fixture;
using ClawFleet.Engine;
using ClawFleet.Hosting;
using ClawFleet.Model.Plans;
using ClawFleet.Runtimes;

namespace ClawFleet.EndToEnd.Orchestration;

/// <summary>A fleet of programs of a few lines on the real engine, with folders of its own; gone when disposed.</summary>
internal sealed class TinyFleet : IAsyncDisposable, IProgress<FleetEvent>
{
    private static int _number;

    private readonly string _folder = Directory.CreateTempSubdirectory("clawfleet-e2e-").FullName;

    public TinyFleet(IContainerEngine engine, string? name = null)
    {
        Engine = engine;
        Name = name ?? $"hosting-{Environment.ProcessId}-{Interlocked.Increment(ref _number)}";
        Options = new FleetHostOptions(_folder, Path.Combine(_folder, "state"), Path.Combine(_folder, "secrets")) { LockWait = TimeSpan.FromSeconds(1) };
        Host = new FleetHost(engine, Options);
        Source = Path.Combine(_folder, "clawden.yaml");
        File.WriteAllText(Source, "");
    }

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public IContainerEngine Engine { get; }
    public string Name { get; }
    public string Source { get; set; }
    public string Folder => _folder;
    public FleetHostOptions Options { get; }
    public FleetHost Host { get; set; }
    public ConcurrentQueue<FleetEvent> Events { get; } = [];
    public Dictionary<string, string> Secrets { get; } = [];

    public string SaidSoFar => string.Join('\n', Events.Select(e => $"{e.Kind} {e.Member} {e.Text}{(e.Cause is null ? "" : $" [{e.Cause}]")}"));

    public void Report(FleetEvent value) => Events.Enqueue(value);

    public FleetPlan Plan(params MemberPlan[] members) => new()
    {
        Fleet = Name,
        Source = Source,
        Members = [.. members],
        Networks = [new NetworkPlan(Name, Internal: false), .. members.Where(m => m.Containers.Length > 1).Select(m => new NetworkPlan(m.Containers[0].Name, Internal: true, m.Name))],
        Volumes = [.. members.SelectMany(m => m.Containers).Select(c => new VolumePlan($"{c.Name}-state", c.Member))],
        Secrets = [.. members.SelectMany(m => m.Containers).SelectMany(c => c.Secrets).Distinct().Order().Select(s => new SecretPlan(s, SecretOrigin.Expression, "$" + s))],
    };

    public MemberPlan Member(string name, TinyProgram program, Func<ContainerPlan, ContainerPlan>? change = null, int? port = null, ContainerPlan? sidecar = null)
    {
        var hostPort = port ?? Ports.Free();
        var container = Container($"{Name}-{name}", name, program) with
        {
            Ports = [new PortPlan("api", 8080, hostPort)],
            Health = Health(httpPort: 8080, []),
            DependsOn = sidecar is null ? [] : [sidecar.Name],
            Networks = sidecar is null ? [new NetworkAttachment(Name, [name])] : [new NetworkAttachment(Name, [name]), new NetworkAttachment(sidecar.Name, [name])],
        };
        container = Hashed(change is null ? container : change(container));
        return new MemberPlan
        {
            Name = name,
            DeclaredName = name,
            Runtime = "tiny",
            Simulated = false,
            Spec = new MemberSpec { Fleet = Name, Member = name, Runtime = "tiny", Port = 8080 },
            Containers = sidecar is null ? [container] : [sidecar, container],
        };
    }

    public ContainerPlan Sidecar(string member, TinyProgram program, ImmutableArray<string> healthCommand) => Hashed(Container($"{Name}-{member}-db", member, program) with
    {
        Role = ContainerRole.Sidecar,
        Networks = [new NetworkAttachment($"{Name}-{member}-db", ["db"])],
        Health = Health(null, healthCommand),
    });

    public static ContainerPlan Hashed(ContainerPlan plan) => plan with { Hash = PlanJson.Hash(plan) };

    public Task<UpResult> UpAsync(FleetPlan plan, params string[] members) => Host.UpAsync(plan, members, new FixedSecrets(Secrets), this, Token);

    public Task SuperviseAsync(FleetPlan plan, CancellationToken ct) => Host.SuperviseAsync(plan, new FixedSecrets(Secrets), this, ct);

    public async Task<ContainerDetails> InspectAsync(string member) => await Engine.InspectContainerAsync($"{Name}-{member}", Token);

    public async Task<MemberStatus> StatusAsync(string member) => (await Host.ListAsync(Name, Token)).Single(s => s.Name == member);

    /// <summary>Polls until the condition holds.</summary>
    public async Task UntilAsync(string what, TimeSpan within, Func<Task<bool>> holds)
    {
        var end = DateTime.UtcNow + within;
        while (!await holds())
        {
            Assert.True(DateTime.UtcNow < end, $"not within {within.TotalSeconds} s: {what}\n{SaidSoFar}");
            await Task.Delay(50, Token);
        }
    }

    public Task UntilToldAsync(string words, TimeSpan within) => UntilAsync($"told '{words}'", within, () => Task.FromResult(Events.Any(e => e.Text.Contains(words, StringComparison.Ordinal))));

    public async ValueTask DisposeAsync()
    {
        await new FleetHost(Engine, Options with { LockWait = TimeSpan.FromSeconds(30) }).DownAsync(Name, volumes: true, new Progress<FleetEvent>(), CancellationToken.None);
        Directory.Delete(_folder, recursive: true);
    }

    private ContainerPlan Container(string name, string member, TinyProgram program) => new()
    {
        Name = name,
        Member = member,
        Runtime = "tiny",
        Role = ContainerRole.Member,
        Simulated = false,
        Image = EngineFixture.Image,
        Hostname = member,
        User = "10000:10000",
        Command = program.Command,
        Environment = ImmutableSortedDictionary<string, string>.Empty,
        Secrets = [],
        Mounts = [new MountPlan(MountKind.Volume, $"{name}-state", "/state"), new MountPlan(MountKind.Tmpfs, null, "/tmp", SizeBytes: 1 << 20, Mode: "1777"), new MountPlan(MountKind.Tmpfs, null, "/run", SizeBytes: 1 << 20, Mode: "1777")],
        Networks = [],
        Ports = [],
        Containment = new ContainmentPlan(ReadOnlyRoot: true, ["ALL"], NoNewPrivileges: true),
        Limits = new LimitsPlan(64 << 20, 1, 64),
        Health = Health(null, []),
        StopGraceSeconds = 5,
        FinalExitCodes = [78],
    };

    private static HealthPlan Health(int? httpPort, ImmutableArray<string> command) =>
        new(command, httpPort, "/health", IntervalSeconds: 30, TimeoutSeconds: 2, Retries: 3, StartPeriodSeconds: 5, DeadlineSeconds: 20);
}
