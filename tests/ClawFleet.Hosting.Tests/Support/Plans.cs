using System.Collections.Immutable;
using ClawFleet.Engine;
using ClawFleet.Hosting.Execution;
using ClawFleet.Hosting.Observation;
using ClawFleet.Model.Plans;
using ClawFleet.Runtimes;

namespace ClawFleet.Hosting.Tests.Support;

/// <summary>Plans of a fleet named <c>crew</c>, and what an engine would show of them.</summary>
internal static class Plans
{
    public const string Source = "/home/me/crew/clawden.yaml";

    public static FleetPlan Fleet(params MemberPlan[] members) => new()
    {
        Fleet = "crew",
        Source = Source,
        Members = [.. members],
        Networks = [new NetworkPlan("crew", false), .. members.Where(m => m.Containers.Length > 1).Select(m => new NetworkPlan(m.Containers[0].Name, true, m.Name))],
        Volumes = [.. members.SelectMany(m => m.Containers).Select(c => new VolumePlan(c.Name + "-state", c.Member))],
        Secrets = [.. members.SelectMany(m => m.Containers).SelectMany(c => c.Secrets).Distinct().Select(s => new SecretPlan(s, SecretOrigin.Expression, "$" + s))],
    };

    public static MemberPlan Member(string name, int port, Func<ContainerPlan, ContainerPlan>? change = null, bool withDatabase = false)
    {
        var container = Container($"crew-{name}", name) with
        {
            Ports = [new PortPlan("api", 8080, port)],
            Networks = withDatabase ? [new("crew", [name]), new($"crew-{name}-db", [name])] : [new("crew", [name])],
            DependsOn = withDatabase ? [$"crew-{name}-db"] : [],
        };
        container = Hashed(change is null ? container : change(container));
        var database = Hashed(Container($"crew-{name}-db", name) with { Role = ContainerRole.Sidecar, Networks = [new($"crew-{name}-db", ["db"])] });
        return new MemberPlan
        {
            Name = name,
            DeclaredName = name,
            Runtime = "tiny",
            Simulated = false,
            Spec = new MemberSpec { Fleet = "crew", Member = name, Runtime = "tiny", Port = 8080 },
            Containers = withDatabase ? [database, container] : [container],
        };
    }

    public static ContainerPlan Hashed(ContainerPlan plan) => plan with { Hash = PlanJson.Hash(plan) };

    public static ObservedFleet Observed(FleetPlan plan, Func<ObservedContainer, ObservedContainer>? change = null, IReadOnlyDictionary<string, string>? secretsHashes = null) => new()
    {
        Fleet = plan.Fleet,
        Containers = [.. plan.Containers.Select(c => Observed(plan, c, secretsHashes?.GetValueOrDefault(c.Name) ?? "")).Select(c => change is null ? c : change(c)).OrderBy(c => c.Name, StringComparer.Ordinal)],
        Networks = [.. plan.Networks.Select(n => new ObservedNetwork(n.Name, n.Internal)).OrderBy(n => n.Name, StringComparer.Ordinal)],
        Volumes = [.. plan.Volumes.Select(v => new ObservedVolume(v.Name))],
    };

    private static ObservedContainer Observed(FleetPlan plan, ContainerPlan container, string secretsHash) => new()
    {
        Id = "id-" + container.Name,
        Name = container.Name,
        Image = container.Image,
        State = ContainerState.Running,
        StatusText = "Up 3 minutes",
        Labels = ContainerSpecs.For(plan.Fleet, plan.Source, container, secretsHash, null).Labels,
        Ports = [.. container.Ports.Select(p => new PublishedPort(p.ContainerPort, p.HostIp, p.HostPort, "tcp"))],
    };

    private static ContainerPlan Container(string name, string member) => new()
    {
        Name = name,
        Member = member,
        Runtime = "tiny",
        Role = ContainerRole.Member,
        Simulated = false,
        Image = "clawfleet/tiny:1",
        Hostname = member,
        User = "10000:10000",
        Environment = ImmutableSortedDictionary<string, string>.Empty,
        Secrets = [],
        Mounts = [new MountPlan(MountKind.Volume, $"{name}-state", "/state")],
        Networks = [],
        Ports = [],
        Containment = new ContainmentPlan(true, ["ALL"], true),
        Limits = new LimitsPlan(64 << 20, 1, 64),
        Health = new HealthPlan([], null, "/health", 30, 2, 3, 5, 1),
        StopGraceSeconds = 5,
        FinalExitCodes = [78],
    };
}
