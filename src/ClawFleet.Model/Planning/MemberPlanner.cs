using System.Collections.Immutable;
using ClawFleet.Model.Catalogue;
using ClawFleet.Model.Documents;
using ClawFleet.Model.Plans;
using ClawFleet.Runtimes;

namespace ClawFleet.Model.Planning;

/// <summary>One replica of one member: its spec, its container and those of its sidecars.</summary>
internal sealed class MemberPlanner(
    FleetDocument document, RuntimeCatalogue catalogue, PlanOptions options, MemberDeclaration declaration, CatalogueEntry entry, string name, bool simulated)
{
    private static readonly ImmutableArray<string> AllCapabilities = ["ALL"];

    private readonly string _base = $"{document.Name}-{name}";
    private readonly Dictionary<string, SecretPlan> _secrets = new(StringComparer.Ordinal);

    public List<NetworkPlan> Networks { get; } = [];

    public List<VolumePlan> Volumes { get; } = [];

    public IEnumerable<SecretPlan> Secrets => _secrets.Values;

    public MemberPlan Plan(ImmutableArray<PortPlan> ports)
    {
        Generate(MemberIdentity.ApiToken(name));
        foreach (var tool in declaration.Tools.Tools.Where(t => t.PasswordFileVariable is not null))
        {
            Generate(MemberIdentity.ToolPassword(name, tool.Name));
        }

        var spec = MemberIdentity.Give(declaration.Spec, name, entry, catalogue);
        var containers = ImmutableArray.CreateBuilder<ContainerPlan>();
        foreach (var sidecar in MemberIdentity.Sidecars(entry, spec.Config))
        {
            containers.Add(Sidecar(sidecar, catalogue.Find(sidecar.Service)!, new SecretRef(Generate(MemberIdentity.DatabasePassword(name)))));
        }

        containers.Add(Main(spec, ports, [.. containers]));
        return new MemberPlan
        {
            Name = name,
            DeclaredName = declaration.Name,
            Runtime = entry.Name,
            Simulated = simulated,
            Spec = spec,
            Containers = containers.ToImmutable(),
        };
    }

    private ContainerPlan Main(MemberSpec spec, ImmutableArray<PortPlan> ports, ImmutableArray<ContainerPlan> sidecars)
    {
        foreach (var used in SecretUse.Of(spec, declaration.Environment.Values))
        {
            if (!_secrets.ContainsKey(used) && document.Secrets.TryGetValue(used, out var secret))
            {
                _secrets.Add(used, secret);
            }
        }

        var tools = declaration.Tools;
        var image = ImageNames.Key(entry.Name, tools, declaration.Version);
        var needs = tools.Needs;
        var state = Volume($"{_base}-state");
        var workspace = declaration.WorkspacePath is { } folder
            ? new MountPlan(MountKind.Bind, folder, "/home/clawden/workspace")
            : new MountPlan(MountKind.Volume, Volume($"{_base}-workspace"), "/home/clawden/workspace");
        var environment = ToolEnvironment().SetItems(declaration.Environment).SetItem(MemberSpecJson.EnvironmentVariable, MemberSpecJson.Write(spec));
        return Hashed(new ContainerPlan
        {
            Name = _base,
            Member = name,
            Runtime = entry.Name,
            Role = ContainerRole.Member,
            Simulated = simulated,
            Image = simulated ? Image(options.Images.Simulated, image) : declaration.Image ?? Image(options.Images.Real, image),
            Hostname = name,
            User = options.RunAs,
            Environment = environment,
            Secrets = [.. _secrets.Keys.Order(StringComparer.Ordinal)],
            Mounts = [new MountPlan(MountKind.Volume, state, "/state"), workspace, Tmpfs("/config", 16L << 20), Tmpfs("/logs", 64L << 20), Tmpfs("/tmp", entry.TmpBytes + needs.TmpBytes), Tmpfs("/run", 16L << 20), .. Shm(needs)],
            Networks = [new NetworkAttachment(document.Name, [name]), .. sidecars.Select(s => new NetworkAttachment(s.Name, [name]))],
            ExtraHosts = document.InternalNetwork ? [] : HostGateway.ExtraHosts(environment, _secrets.Values, document),
            Ports = ports,
            Containment = Containment(),
            Limits = entry.Limits with
            {
                MemoryBytes = declaration.MemoryBytes ?? entry.Limits.MemoryBytes + needs.MemoryBytes,
                Cpus = declaration.Cpus ?? entry.Limits.Cpus,
                Pids = declaration.Pids ?? entry.Limits.Pids + needs.Pids,
            },
            Health = document.InternalNetwork || declaration.Ports.IsNone ? entry.Health with { HttpPort = null } : entry.Health,
            StopGraceSeconds = entry.StopGraceSeconds,
            FinalExitCodes = entry.FinalExitCodes,
            DependsOn = [.. sidecars.Select(s => s.Name)],
        });
    }

    /// <summary>A sidecar lives on an internal network of its own, which only its member joins.</summary>
    private ContainerPlan Sidecar(SidecarEntry sidecar, CatalogueEntry service, SecretRef password)
    {
        var container = $"{_base}-{sidecar.Name}";
        Networks.Add(new NetworkPlan(container, Internal: true, name));
        return Hashed(new ContainerPlan
        {
            Name = container,
            Member = name,
            Runtime = service.Name,
            Role = ContainerRole.Sidecar,
            Simulated = false,
            Image = Image(options.Images.Real, service.Name),
            Hostname = $"{name}-{sidecar.Name}",
            User = options.RunAs,
            Environment = ImmutableSortedDictionary<string, string>.Empty.WithComparers(StringComparer.Ordinal)
                .Add("POSTGRES_DB", MemberIdentity.DatabaseName)
                .Add("POSTGRES_PASSWORD_FILE", $"/run/secrets/{password.FileName}")
                .Add("POSTGRES_USER", MemberIdentity.DatabaseName),
            Secrets = [password.Name],
            Mounts = [new MountPlan(MountKind.Volume, Volume($"{container}-state"), "/state"), Tmpfs("/tmp", service.TmpBytes), Tmpfs("/run", 16L << 20)],
            Networks = [new NetworkAttachment(container, [sidecar.Name])],
            Ports = [],
            Containment = Containment(),
            Limits = service.Limits,
            Health = service.Health,
            StopGraceSeconds = service.StopGraceSeconds,
            FinalExitCodes = service.FinalExitCodes,
        });
    }

    /// <summary>Variables of the tools; a member's own win over them.</summary>
    private ImmutableSortedDictionary<string, string> ToolEnvironment()
    {
        var variables = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var tool in declaration.Tools.Tools)
        {
            variables.AddRange(tool.Environment.Where(v => !variables.ContainsKey(v.Key)));
            if (tool.PasswordFileVariable is { } variable)
            {
                variables[variable] = $"/run/secrets/{new SecretRef(MemberIdentity.ToolPassword(name, tool.Name)).FileName}";
            }
        }

        return variables.ToImmutable();
    }

    private static IEnumerable<MountPlan> Shm(ToolNeeds needs) => needs.ShmBytes == 0 ? [] : [Tmpfs("/dev/shm", needs.ShmBytes)];

    private ContainmentPlan Containment() => new(ReadOnlyRoot: true, AllCapabilities, NoNewPrivileges: true, declaration.OciRuntime);

    private static MountPlan Tmpfs(string target, long size) => new(MountKind.Tmpfs, null, target, SizeBytes: size, Mode: "1777");

    private string Generate(string secret)
    {
        _secrets[secret] = new SecretPlan(secret, SecretOrigin.Generated, "base62-48");
        return secret;
    }

    private string Volume(string volume)
    {
        Volumes.Add(new VolumePlan(volume, name));
        return volume;
    }

    private static string Image(ImmutableSortedDictionary<string, string> images, string runtime)
        => images.TryGetValue(runtime, out var image) ? image : throw new ArgumentException($"no image is given for {runtime}", nameof(images));

    private static ContainerPlan Hashed(ContainerPlan container) => container with { Hash = PlanJson.Hash(container) };
}
