using System.Collections.Immutable;
using System.CommandLine;
using ClawFleet.Cli.Publishing;
using ClawFleet.Cli.Terminal;
using ClawFleet.Publishing.Carriage;
using ClawFleet.Publishing.Kubernetes;

namespace ClawFleet.Cli.Commands;

/// <summary><c>clawden publish kubernetes</c>: plain manifests with a kustomization. No cluster is asked.</summary>
internal static class PublishKubernetesCommand
{
    public static Command Create(CliConsole console)
    {
        var command = new Command("kubernetes", "Write the fleet as manifests with a kustomization, for Kubernetes 1.29 or later.");
        var common = new PublishOptions();
        var own = new KubernetesPublishOptions();
        common.AddTo(command);
        own.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            var publication = new Publication(console, parsed, common);
            var withSecrets = parsed.GetValue(own.WithSecrets);
            var session = await publication.OpenAsync(secretsFollow: !withSecrets, ct).ConfigureAwait(false);
            if (session?.Plan is not { } plan)
            {
                return ExitCodes.InvalidFile;
            }

            var output = parsed.GetValue(common.Output)!;
            var secrets = new KubernetesSecrets(session, output, withSecrets);
            var registry = parsed.GetValue(common.Registry);
            var files = KubernetesManifests.Of(plan, new KubernetesOptions
            {
                Namespace = parsed.GetValue(own.Namespace),
                Registry = registry,
                Tags = registry is null ? ImmutableSortedDictionary<string, string>.Empty : ImageTags.Of(session),
                StorageBytes = parsed.GetValue(own.Storage),
                StorageClass = parsed.GetValue(own.StorageClass),
                SecretValue = secrets.Value,
            });
            publication.Write(plan, PlanTarget.Kubernetes, files, $"next: kubectl apply -f {Path.Combine(output, "namespace.yaml")} && kubectl apply -k {output}", () => secrets.Report(console));
            return ExitCodes.Ok;
        });
        return command;
    }
}
