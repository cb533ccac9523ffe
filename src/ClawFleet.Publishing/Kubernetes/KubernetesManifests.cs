using System.Collections.Immutable;
using System.Text.Json.Nodes;
using ClawFleet.Model.Plans;
using ClawFleet.Publishing.Output;
using ClawFleet.Runtimes;

namespace ClawFleet.Publishing.Kubernetes;

/// <summary>A plan as plain manifests with a kustomization, for Kubernetes from 1.29 on. The same plan and options give the same bytes, but for the secrets.</summary>
public static class KubernetesManifests
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Everything that is written, in the order of the plan.</summary>
    /// <exception cref="PlanRefusedException">A cluster would refuse it.</exception>
    public static ImmutableArray<PublishedFile> Of(FleetPlan plan, KubernetesOptions options)
    {
        ClusterNames.Check(plan);
        var space = options.Namespace ?? plan.Fleet;
        var files = ImmutableArray.CreateBuilder<PublishedFile>();
        files.Add(new PublishedFile("README.md", Guide.Of(plan, space)));
        files.Add(new PublishedFile("namespace.yaml", ManifestYaml.Write(Namespace(space))));
        files.Add(new PublishedFile("kustomization.yaml", ManifestYaml.Write(Kustomization.Of(plan, space, options))));
        files.Add(new PublishedFile(Kustomization.Network, ManifestYaml.Write(NetworkPolicies.OfMembers(plan))));
        files.AddRange(plan.Members.Select(m => new PublishedFile(Kustomization.MemberFile(m), ManifestYaml.Write(m.Containers.SelectMany(c => Objects(plan, m, c, options))))));
        if (!plan.Secrets.IsEmpty)
        {
            files.Add(new PublishedFile($"{Kustomization.Secrets}/.gitignore", "*\n!.gitignore\n"));
        }

        foreach (var secret in plan.Secrets)
        {
            if (options.SecretValue(secret) is { } value)
            {
                files.Add(new PublishedFile(SecretFile(secret), value, PublishedKind.Template, Private));
            }
        }

        return files.ToImmutable();
    }

    /// <summary>Where the secret's value stands, relative to what is published: the file's name is the key in the Secret, and the file that the container reads.</summary>
    public static string SecretFile(SecretPlan secret) => $"{Kustomization.Secrets}/{new SecretRef(secret.Name).FileName}";

    private static IEnumerable<JsonObject> Objects(FleetPlan plan, MemberPlan member, ContainerPlan container, KubernetesOptions options)
    {
        yield return MemberService.Of(plan, member, container);
        yield return Workload.Of(plan, member, container, options);
        if (container.Role == ContainerRole.Sidecar)
        {
            foreach (var policy in NetworkPolicies.OfSidecar(plan, member, container))
            {
                yield return policy;
            }
        }
    }

    /// <summary>
    /// Beside the kustomization and not in it: whoever takes the fleet away with <c>kubectl delete -k</c> keeps the data, which go with the namespace. It has no label of the fleet's, by which
    /// somebody may delete or prune.
    /// </summary>
    private static JsonObject Namespace(string space) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Namespace",
        ["metadata"] = new JsonObject
        {
            ["name"] = space,
            ["labels"] = new JsonObject(((string[])["enforce", "audit", "warn"]).Select(mode => KeyValuePair.Create($"pod-security.kubernetes.io/{mode}", (JsonNode?)"restricted"))),
        },
    };
}
