using System.Globalization;
using System.Text;
using ClawFleet.Model.Plans;
using ClawFleet.Publishing.Carriage;

namespace ClawFleet.Publishing.Kubernetes;

/// <summary>The README.md of what is published: the commands, with this fleet's names.</summary>
internal static class Guide
{
    public static string Of(FleetPlan plan, string space)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"""
            # {plan.Fleet} on Kubernetes

            Written by `clawden publish kubernetes`; docs/kubernetes.md of ClawFleet says why each thing is as it is. Change `clawden.yaml` and publish again rather than these files, or patch them in an
            overlay of your own. `{Kustomization.Secrets}/` is yours: it is written once, and git does not take it.

            Bring it up, or to what was published anew:

                kubectl apply -f namespace.yaml
                kubectl apply -k .
                kubectl -n {space} get pods -w

            Take it down. Its data stay:

                kubectl delete -k .

            Its data and everything else in the namespace go with:

                kubectl delete -f namespace.yaml


            """);
        var served = plan.Members.SelectMany(m => ServedPort.Of(m, m.Main).Select(p => (Member: m, Port: p, HostPort: HostPort(m, p)))).ToList();
        text.Append(served.Count == 0 ? "" : "Reach a member on this machine:\n\n");
        foreach (var (member, port, hostPort) in served)
        {
            text.Append(CultureInfo.InvariantCulture, $"    kubectl -n {space} port-forward statefulset/{ClusterNames.Of(plan.Fleet, member.Main)} {hostPort}:{port.Port}\n");
        }

        text.Append("\nWhat a cluster does otherwise than `clawden up`:\n\n");
        foreach (var note in CarriageNote.Of(plan, PlanTarget.Kubernetes))
        {
            text.Append(CultureInfo.InvariantCulture, $"- {note}\n");
        }

        return text.ToString();
    }

    /// <summary>The port that it has on this machine under <c>clawden up</c>; nothing, for one that kubectl chooses, where that is chosen at the start or there is none.</summary>
    private static string HostPort(MemberPlan member, ServedPort port) =>
        member.Main.Ports.FirstOrDefault(p => p.ContainerPort == port.Port) is { HostPort: > 0 and var host } ? host.ToString(CultureInfo.InvariantCulture) : "";
}
