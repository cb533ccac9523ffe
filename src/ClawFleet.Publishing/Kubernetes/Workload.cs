using System.Globalization;
using System.Text.Json.Nodes;
using ClawFleet.Model.Plans;
using ClawFleet.Runtimes;

namespace ClawFleet.Publishing.Kubernetes;

/// <summary>
/// A container as a StatefulSet with one pod. One each, replicas too: each has a name, a token and a volume of its own in its specification, and a second pod of the same would be the same bot twice.
/// A StatefulSet rather than a Deployment, since it never has two pods at a time, whatever becomes of a node, and its pod's host name stays.
/// </summary>
internal static class Workload
{
    private const int WaitMebibytes = 64;

    public static JsonObject Of(FleetPlan plan, MemberPlan member, ContainerPlan container, KubernetesOptions options)
    {
        var name = ClusterNames.Of(plan.Fleet, container);
        var spec = new JsonObject
        {
            ["replicas"] = 1,
            ["serviceName"] = name,
            // Else a pod that never became ready would keep the template that mends it from being used.
            ["podManagementPolicy"] = "Parallel",
            ["selector"] = ClusterLabels.Only(plan.Fleet, container),
            ["template"] = new JsonObject
            {
                ["metadata"] = new JsonObject { ["labels"] = ClusterLabels.Of(plan.Fleet, container) },
                ["spec"] = Pod(plan, member, container, name, options),
            },
        };
        if (PodVolumes.Claims(plan.Fleet, container, options) is { Count: > 0 } claims)
        {
            spec["volumeClaimTemplates"] = claims;
        }

        return new JsonObject
        {
            ["apiVersion"] = "apps/v1",
            ["kind"] = "StatefulSet",
            ["metadata"] = new JsonObject { ["name"] = name, ["labels"] = ClusterLabels.Of(plan.Fleet, container) },
            ["spec"] = spec,
        };
    }

    private static JsonObject Pod(FleetPlan plan, MemberPlan member, ContainerPlan container, string name, KubernetesOptions options)
    {
        var pod = new JsonObject
        {
            // It asks nothing of the cluster, and is told nothing about it.
            ["automountServiceAccountToken"] = false,
            ["enableServiceLinks"] = false,
            ["terminationGracePeriodSeconds"] = container.StopGraceSeconds,
            ["securityContext"] = Containment.OfPod(container),
        };
        if (container.Containment.OciRuntime is { } runtime)
        {
            pod["runtimeClassName"] = runtime;
        }

        if (Waits(plan, member, container, options) is { Count: > 0 } waits)
        {
            pod["initContainers"] = waits;
        }

        pod["containers"] = new JsonArray(Container(plan, member, container, options));
        if (PodVolumes.Of(name, container) is { Count: > 0 } volumes)
        {
            pod["volumes"] = volumes;
        }

        return pod;
    }

    private static JsonObject Container(FleetPlan plan, MemberPlan member, ContainerPlan container, KubernetesOptions options)
    {
        var o = Started(container.Role == ContainerRole.Sidecar ? container.Runtime : "member", container.Image, options);
        if (!container.Command.IsDefaultOrEmpty)
        {
            o["args"] = new JsonArray([.. container.Command.Select(a => (JsonNode)Literal(a))]);
        }

        if (Environment(plan, member, container) is { Count: > 0 } environment)
        {
            o["env"] = environment;
        }

        if (ServedPort.Of(member, container) is { Length: > 0 } ports)
        {
            o["ports"] = new JsonArray([.. ports.Select(p => (JsonNode)p.AsContainerPort())]);
        }

        o["resources"] = Resources(container.Limits.MemoryBytes, container.Limits.Cpus);
        Probes.AddTo(o, container.Health);
        o["securityContext"] = Containment.OfContainer(container);
        if (PodVolumes.Mounts(container) is { Count: > 0 } mounts)
        {
            o["volumeMounts"] = mounts;
        }

        return o;
    }

    /// <summary>A member starts when its sidecars are there: a name is known in the cluster once what is behind it is ready. The sidecar's own image waits, which the node must have anyway.</summary>
    private static JsonArray Waits(FleetPlan plan, MemberPlan member, ContainerPlan container, KubernetesOptions options)
    {
        var waits = new JsonArray();
        foreach (var sidecar in member.Containers.Where(c => container.DependsOn.Contains(c.Name)))
        {
            var host = ClusterNames.Of(plan.Fleet, sidecar);
            foreach (var port in ServedPort.Of(member, sidecar))
            {
                var o = Started($"wait-for-{port.Name}", sidecar.Image, options);
                o["command"] = new JsonArray("/bin/bash", "-c", string.Create(CultureInfo.InvariantCulture, $"until (exec 3<>/dev/tcp/{host}/{port.Port}) 2>/dev/null; do sleep 1; done"));
                o["resources"] = Resources(WaitMebibytes << 20, 0.1);
                o["securityContext"] = Containment.OfContainer(sidecar);
                waits.Add((JsonNode)o);
            }
        }

        return waits;
    }

    private static JsonObject Started(string name, string image, KubernetesOptions options) => new() { ["name"] = name, ["image"] = ClusterImages.Of(image, options) };

    private static JsonArray Environment(FleetPlan plan, MemberPlan member, ContainerPlan container) =>
        new([.. container.Environment.Select(v => (JsonNode)new JsonObject { ["name"] = v.Key, ["value"] = Literal(v.Key == MemberSpecJson.EnvironmentVariable ? Spec(plan, member) : v.Value) })]);

    /// <summary>The member's own network does not exist in a cluster, and with it the names in it: the database has that of its Service.</summary>
    private static string Spec(FleetPlan plan, MemberPlan member)
    {
        var host = member.Spec.Database is { } database && member.Containers.FirstOrDefault(c => c.Networks.Any(n => n.Aliases.Contains(database.Host)) && c.Role == ContainerRole.Sidecar) is { } sidecar
            ? ClusterNames.Of(plan.Fleet, sidecar)
            : null;
        return MemberSpecJson.Write(host is null ? member.Spec : member.Spec with { Database = member.Spec.Database! with { Host = host } });
    }

    /// <summary>The kubelet puts a variable's value in the place of <c>$(NAME)</c>, and <c>$</c> in that of <c>$$</c>.</summary>
    private static string Literal(string text) => text.Contains("$(", StringComparison.Ordinal) || text.Contains("$$", StringComparison.Ordinal) ? text.Replace("$", "$$", StringComparison.Ordinal) : text;

    /// <summary>Asked for is a quarter of the memory and a tenth of the processors that the limits allow: members are idle most of the time, and on one machine nothing is set aside for them either.</summary>
    private static JsonObject Resources(long memory, double cpus) => new()
    {
        ["requests"] = new JsonObject { ["cpu"] = Quantity.Cpus(cpus / 10), ["memory"] = Quantity.Bytes(Math.Max(1 << 20, memory / 4 >> 20 << 20)) },
        ["limits"] = new JsonObject { ["cpu"] = Quantity.Cpus(cpus), ["memory"] = Quantity.Bytes(memory) },
    };
}
