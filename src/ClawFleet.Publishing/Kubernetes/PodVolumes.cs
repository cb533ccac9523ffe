using System.Text.Json.Nodes;
using ClawFleet.Model.Plans;

namespace ClawFleet.Publishing.Kubernetes;

/// <summary>What a container mounts: claims for what stays, memory for what does not, its Secret at <c>/run/secrets</c>.</summary>
internal static class PodVolumes
{
    private const string SecretsTarget = "/run/secrets";
    private const string SecretsVolume = "secrets";

    /// <summary>0440: the pod's group reads them, and nobody else is in it. Decimal, since readers of YAML disagree about octal numbers.</summary>
    private const int SecretMode = 288;

    /// <summary>Parents before what is mounted in them.</summary>
    public static JsonArray Mounts(ContainerPlan container)
    {
        var mounts = container.Mounts.Select(m => (Name: ClusterNames.Volume(m), m.Target, m.ReadOnly));
        if (!container.Secrets.IsDefaultOrEmpty)
        {
            mounts = mounts.Append((SecretsVolume, SecretsTarget, true));
        }

        return new JsonArray([.. mounts.OrderBy(m => m.Target, StringComparer.Ordinal).Select(Mount)]);

        static JsonNode Mount((string Name, string Target, bool ReadOnly) m)
        {
            var mount = new JsonObject { ["name"] = m.Name, ["mountPath"] = m.Target };
            if (m.ReadOnly)
            {
                mount["readOnly"] = true;
            }

            return mount;
        }
    }

    /// <summary>Volumes of the pod itself; claims are the StatefulSet's.</summary>
    public static JsonArray Of(string name, ContainerPlan container)
    {
        var volumes = container.Mounts.Where(m => m.Kind == MountKind.Tmpfs).Select(m => (JsonNode)new JsonObject { ["name"] = ClusterNames.Volume(m), ["emptyDir"] = InMemory(m.SizeBytes) });
        if (!container.Secrets.IsDefaultOrEmpty)
        {
            volumes = volumes.Append(new JsonObject
            {
                ["name"] = SecretsVolume,
                ["secret"] = new JsonObject
                {
                    ["secretName"] = ClusterNames.Secret(name),
                    ["defaultMode"] = SecretMode,
                },
            });
        }

        return new JsonArray([.. volumes]);
    }

    /// <summary>A folder of the host has no place in a cluster: a claim takes it, empty at first.</summary>
    public static JsonArray Claims(string fleet, ContainerPlan container, KubernetesOptions options) =>
        new([.. container.Mounts.Where(m => m.Kind is MountKind.Volume or MountKind.Bind).Select(m => (JsonNode)Claim(fleet, container, ClusterNames.Volume(m), options))]);

    private static JsonObject InMemory(long? bytes)
    {
        var folder = new JsonObject { ["medium"] = "Memory" };
        if (bytes is { } limit)
        {
            folder["sizeLimit"] = Quantity.Bytes(limit);
        }

        return folder;
    }

    private static JsonObject Claim(string fleet, ContainerPlan container, string name, KubernetesOptions options)
    {
        var spec = new JsonObject { ["accessModes"] = new JsonArray("ReadWriteOnce") };
        if (options.StorageClass is { } storage)
        {
            spec["storageClassName"] = storage;
        }

        spec["resources"] = new JsonObject { ["requests"] = new JsonObject { ["storage"] = Quantity.Bytes(options.StorageBytes) } };
        return new JsonObject { ["metadata"] = new JsonObject { ["name"] = name, ["labels"] = ClusterLabels.OfClaim(fleet, container) }, ["spec"] = spec };
    }
}
