using System.Collections.Immutable;
using System.Globalization;
using ClawFleet.Model.Catalogue;
using ClawFleet.Model.Diagnostics;
using ClawFleet.Model.Documents;
using ClawFleet.Model.Plans;

namespace ClawFleet.Model.Planning;

/// <summary>
/// Host ports of all members. What the file fixes is taken first; then each API gets its runtime's own port, or the next free one, in
/// the order of the file. Replicas of a fixed port count on from it.
/// </summary>
internal sealed class PortAllocation
{
    private const int Highest = 65535;
    private readonly List<ImmutableArray<PortPlan>[]> _ports = [];

    public ImmutableArray<PortPlan> Of(int member, int replica) => _ports[member][replica];

    public static PortAllocation For(FleetDocument document, DiagnosticBag faults)
    {
        var allocation = new PortAllocation();
        if (document.InternalNetwork)
        {
            // Engines publish nothing from a network without a route out.
            allocation.Each(document, (_, _, _) => []);
            return allocation;
        }

        var holders = new Dictionary<int, string>();
        for (var i = 0; i < document.Members.Length; i++)
        {
            foreach (var mapping in document.Members[i].Ports.Mappings)
            {
                if (mapping.HostPort != 0 && !holders.TryAdd(mapping.HostPort, document.Members[i].Name))
                {
                    faults.Error(DiagnosticCodes.PortTaken, document.Members[i].PortsSpan,
                        string.Create(CultureInfo.InvariantCulture, $"host port {mapping.HostPort} of {document.Members[i].Name} is taken by {holders[mapping.HostPort]}"),
                        "two containers cannot share a port of the host", "give one of them another port, or write `auto`");
                }
            }
        }

        var next = new Dictionary<int, int>();
        int Free(int from, string holder, MemberDeclaration member)
        {
            // The cursor of each first port only moves up, so a thousand members of one runtime cost a thousand steps.
            var port = next.TryGetValue(from, out var cursor) ? cursor : from;
            while (port <= Highest && !holders.TryAdd(port, holder))
            {
                port++;
            }

            next[from] = port + 1;
            if (port > Highest)
            {
                faults.Error(DiagnosticCodes.PortTaken, member.PortsSpan, string.Create(CultureInfo.InvariantCulture, $"no host port from {from} up is free for {holder}"), null, "write `ports: auto`");
                return 0;
            }

            return port;
        }

        allocation.Each(document, (member, index, replica) =>
        {
            if (member.Ports.IsNone)
            {
                return [];
            }

            var ports = ImmutableArray.CreateBuilder<PortPlan>();
            var name = Planner.NameOf(member, replica);
            var api = member.Spec.Port;
            if (!member.Ports.Mappings.Any(m => m.ContainerPort == api))
            {
                ports.Add(new PortPlan("api", api, member.Ports.AutoApi ? 0 : Free(api, name, member)));
            }

            foreach (var tool in member.Tools.Tools)
            {
                if (tool.Port is { Port: var served } && served != api && !member.Ports.Mappings.Any(m => m.ContainerPort == served))
                {
                    ports.Add(new PortPlan(tool.Name, served, member.Ports.AutoApi ? 0 : Free(served, name, member), Path: tool.Port.Path));
                }
            }

            foreach (var mapping in member.Ports.Mappings)
            {
                var host = mapping.HostPort == 0 || replica == 0 ? mapping.HostPort : Free(mapping.HostPort, name, member);
                ports.Add(new PortPlan(
                    Name(member, mapping.ContainerPort), mapping.ContainerPort, host, mapping.HostIp, PageOf(member, mapping.ContainerPort)?.Port?.Path));
            }

            return ports.ToImmutable();
        });
        return allocation;
    }

    private static ToolEntry? PageOf(MemberDeclaration member, int port) => port == member.Spec.Port ? null : member.Tools.Tools.FirstOrDefault(t => t.Port?.Port == port);

    private static string Name(MemberDeclaration member, int port)
        => port == member.Spec.Port ? "api" : PageOf(member, port)?.Name ?? string.Create(CultureInfo.InvariantCulture, $"port-{port}");

    private void Each(FleetDocument document, Func<MemberDeclaration, int, int, ImmutableArray<PortPlan>> ports)
    {
        for (var i = 0; i < document.Members.Length; i++)
        {
            var replicas = new ImmutableArray<PortPlan>[document.Members[i].Replicas];
            _ports.Add(replicas);
            for (var replica = 0; replica < replicas.Length; replica++)
            {
                replicas[replica] = ports(document.Members[i], i, replica);
            }
        }
    }
}
