using System.Globalization;
using System.Text.Json.Nodes;
using ClawFleet.Model.Plans;

namespace ClawFleet.Publishing.Kubernetes;

/// <summary>The plan's containment in a cluster's words; it meets the Pod Security Standard "restricted" (https://kubernetes.io/docs/concepts/security/pod-security-standards/).</summary>
internal static class Containment
{
    public static JsonObject OfPod(ContainerPlan container)
    {
        var (user, group) = Split(container.User);
        return new JsonObject
        {
            ["runAsNonRoot"] = true,
            ["runAsUser"] = user,
            ["runAsGroup"] = group,
            // A new volume belongs to root: this makes it the group's. Once only, or PostgreSQL's folder would be opened to the group at each start, and it refuses such a folder.
            ["fsGroup"] = group,
            ["fsGroupChangePolicy"] = "OnRootMismatch",
            ["seccompProfile"] = new JsonObject { ["type"] = "RuntimeDefault" },
        };
    }

    public static JsonObject OfContainer(ContainerPlan container) => new()
    {
        ["allowPrivilegeEscalation"] = !container.Containment.NoNewPrivileges,
        ["capabilities"] = new JsonObject { ["drop"] = new JsonArray([.. container.Containment.DropCapabilities.Select(c => (JsonNode)c)]) },
        ["readOnlyRootFilesystem"] = container.Containment.ReadOnlyRoot,
    };

    private static (long User, long Group) Split(string user) =>
        user.Split(':') is [var id, var of] && long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var uid) && long.TryParse(of, NumberStyles.None, CultureInfo.InvariantCulture, out var gid)
            ? (uid, gid)
            : throw new ArgumentException($"{user} is not uid:gid in numbers", nameof(user));
}
