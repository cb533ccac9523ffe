using System.Collections.Immutable;
using System.Text.Json.Nodes;
using ClawFleet.Model.Plans;

namespace ClawFleet.Publishing.Kubernetes;

/// <summary>A TCP port that a container answers on, whether this machine would publish it or not: in a fleet's network members reach each other on every port.</summary>
internal sealed record ServedPort(string Name, int Port)
{
    public static ImmutableArray<ServedPort> Of(MemberPlan member, ContainerPlan container)
    {
        IEnumerable<ServedPort> ports = container.Role == ContainerRole.Sidecar
            ? member.Spec.Database is { } database ? [new ServedPort(container.Runtime, database.Port)] : []
            : [new ServedPort("api", member.Spec.Port), .. container.Ports.Select(p => new ServedPort(p.Name, p.ContainerPort))];
        return [.. ports.DistinctBy(p => p.Port).Select(p => p with { Name = ClusterNames.Port(p.Name, p.Port) })];
    }

    public JsonObject AsContainerPort() => new() { ["name"] = Name, ["containerPort"] = Port, ["protocol"] = "TCP" };

    public JsonObject AsServicePort() => new() { ["name"] = Name, ["port"] = Port, ["protocol"] = "TCP", ["targetPort"] = Name };
}
