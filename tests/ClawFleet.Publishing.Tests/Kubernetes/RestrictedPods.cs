using System.Text.Json.Nodes;

namespace ClawFleet.Publishing.Tests.Kubernetes;

/// <summary>
/// The Pod Security Standard "restricted", v1.32, rule by rule: https://kubernetes.io/docs/concepts/security/pod-security-standards/. It is written from the standard, as the admission controller cannot
/// be had here.
/// </summary>
internal static class RestrictedPods
{
    private static readonly string[] VolumeTypes = ["configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "image", "persistentVolumeClaim", "projected", "secret"];

    /// <summary>Rules that the pod breaks; none for a good one.</summary>
    public static IEnumerable<string> Faults(JsonObject pod)
    {
        foreach (var space in (string[])["hostNetwork", "hostPID", "hostIPC"])
        {
            if ((bool?)pod[space] == true)
            {
                yield return space;
            }
        }

        foreach (var volume in pod["volumes"]?.AsArray() ?? [])
        {
            foreach (var (key, _) in volume!.AsObject().Where(v => v.Key != "name" && !VolumeTypes.Contains(v.Key)))
            {
                yield return $"volume {volume["name"]}: {key}";
            }
        }

        var ofPod = pod["securityContext"]?.AsObject() ?? [];
        if (ofPod["sysctls"] is not null)
        {
            yield return "sysctls";
        }

        foreach (var container in (pod["initContainers"]?.AsArray() ?? []).Concat(pod["containers"]!.AsArray()).Select(c => c!.AsObject()))
        {
            var own = container["securityContext"]?.AsObject() ?? [];
            JsonNode? Either(string key) => own[key] ?? ofPod[key];
            var faults = new (string Rule, bool Broken)[]
            {
                ("privileged", (bool?)own["privileged"] == true),
                ("allowPrivilegeEscalation", (bool?)own["allowPrivilegeEscalation"] != false),
                ("runAsNonRoot", (bool?)Either("runAsNonRoot") != true),
                ("runAsUser", (int?)Either("runAsUser") is 0),
                ("seccompProfile", (string?)Either("seccompProfile")?["type"] is not ("RuntimeDefault" or "Localhost")),
                ("capabilities.drop", own["capabilities"]?["drop"]?.AsArray().Any(c => (string?)c == "ALL") != true),
                ("capabilities.add", own["capabilities"]?["add"]?.AsArray().Any(c => (string?)c != "NET_BIND_SERVICE") == true),
                ("procMount", own["procMount"] is not null),
                ("hostPort", container["ports"]?.AsArray().Any(p => p!["hostPort"] is not null) == true),
                ("probes by host", ((string[])["startupProbe", "livenessProbe", "readinessProbe"]).Any(p => container[p]?["httpGet"]?["host"] is not null)),
            };
            foreach (var (rule, _) in faults.Where(f => f.Broken))
            {
                yield return $"{container["name"]}: {rule}";
            }
        }
    }
}
