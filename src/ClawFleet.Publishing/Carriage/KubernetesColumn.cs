namespace ClawFleet.Publishing.Carriage;

/// <summary>What Kubernetes, from version 1.29 on, carries.</summary>
internal static class KubernetesColumn
{
    public static Carried Of(PlanFeature feature) => feature switch
    {
        PlanFeature.OwnImages => Carried.Otherwise("from a registry", "The cluster must have the images: push them and publish with --registry, or load them into its nodes by the names that they have here."),
        PlanFeature.User => Carried.Whole(),
        PlanFeature.ReadOnlyRoot => Carried.Whole(),
        PlanFeature.NoPrivileges => Carried.Whole(),
        PlanFeature.OciRuntime => Carried.Otherwise("`runtimeClassName`", "The cluster must have a RuntimeClass of the name that `security: {runtime: …}` gives; a pod is refused without it."),
        PlanFeature.MemoryAndCpus => Carried.Whole(),
        PlanFeature.Pids => Carried.Not("A pod says nothing about its number of processes: set `podPidsLimit` in the configuration of the nodes' kubelet."),
        PlanFeature.OpenFiles => Carried.Not("A pod says nothing about its number of open files: the limit is that of the nodes' container runtime."),
        PlanFeature.Tmpfs => Carried.Whole("`emptyDir` in memory"),
        PlanFeature.Volumes => Carried.Whole("a claim each"),
        PlanFeature.BindMounts => Carried.Otherwise("a claim, empty at first", "The folder of this machine is not in the cluster: a volume is in its place, empty at first. `kubectl cp` fills it."),
        PlanFeature.SecretFiles => Carried.Whole("a Secret each"),
        PlanFeature.GeneratedSecrets => Carried.Otherwise("at publishing, once"),
        PlanFeature.HealthCheck => Carried.Whole("probes"),
        PlanFeature.StartOrder => Carried.Otherwise("an init container that waits"),
        PlanFeature.Restart => Carried.Otherwise("always", "What ends is started again whatever its exit code was, also after one that says that it cannot work; `kubectl get pods` shows CrashLoopBackOff then."),
        PlanFeature.Supervision => Carried.Whole("liveness probe"),
        PlanFeature.StopGrace => Carried.Whole(),
        PlanFeature.SidecarNetwork => Carried.Otherwise("NetworkPolicy", "A NetworkPolicy keeps everybody but its member away; it counts only where the cluster's network plugin enforces policies."),
        PlanFeature.NoWayOut => Carried.Otherwise("NetworkPolicy", "A NetworkPolicy closes the way out, but for the cluster's name server; it counts only where the cluster's network plugin enforces policies."),
        PlanFeature.LocalPorts => Carried.Otherwise("`kubectl port-forward`", "No port is opened on any machine: `kubectl port-forward` brings one to 127.0.0.1, and the README.md beside the manifests has the lines."),
        PlanFeature.ChosenPorts => Carried.Otherwise("`kubectl port-forward`"),
        PlanFeature.HostGateway => Carried.Not("There is no host.docker.internal in a cluster, so what it names is not reached: give that service a name in the cluster, or its address in `hostAliases` of an overlay."),
        PlanFeature.Hostname => Carried.Otherwise("`NAME-0`"),
        PlanFeature.Replicas => Carried.Otherwise("a StatefulSet each", "Each replica is a StatefulSet of its own, with a token and a volume of its own: change `replicas:` in clawden.yaml and publish again, and do not scale them."),
        PlanFeature.Telemetry => Carried.Not("Nothing of ClawFleet's runs in the cluster to receive telemetry: name a collector of your own with OTEL_EXPORTER_OTLP_ENDPOINT in a member's `env:`."),
        PlanFeature.Forwarding => Carried.Not("`telemetry:` is what ClawFleet's host does, and there is none: name the receiver with OTEL_EXPORTER_OTLP_ENDPOINT in a member's `env:`."),
        PlanFeature.Dashboard => Carried.Not("There is no page: `kubectl get pods` and `kubectl logs` show the members."),
        _ => throw new ArgumentOutOfRangeException(nameof(feature)),
    };
}
