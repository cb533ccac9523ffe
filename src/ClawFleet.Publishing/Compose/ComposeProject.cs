using System.Collections.Immutable;
using ClawFleet.Model.Plans;
using ClawFleet.Publishing.Output;
using ClawFleet.Runtimes;

namespace ClawFleet.Publishing.Compose;

/// <summary>
/// A fleet as a project of docker compose 2.26 or later. Containers, volumes and networks have the names that <c>clawden up</c> gives them, so that data is found again, and so that the two cannot
/// run one fleet at once: neither takes the other's network. Pure: equal plans give equal bytes.
/// </summary>
public static class ComposeProject
{
    /// <summary>Name of the file that <c>docker compose</c> reads when it is told none.</summary>
    public const string FileName = "compose.yaml";

    /// <summary>The folder's files, without the secret files: those are not text of a plan.</summary>
    /// <param name="registry">Null when ClawFleet's images are on the engine.</param>
    /// <param name="user">What <see cref="ComposeSettings.UserVariable"/> is set to: <c>uid:gid</c> of whom the secret files belong to.</param>
    public static ImmutableArray<PublishedFile> Files(FleetPlan plan, ComposeRegistry? registry, string user) =>
    [
        new(FileName, Text(plan, registry)),
        new(".env", ComposeSettings.Template(user), PublishedKind.Template),
        new(".gitignore", $"/.env\n/{ComposeSettings.DefaultSecrets}/\n"),
    ];

    /// <summary><c>compose.yaml</c>.</summary>
    internal static string Text(FleetPlan plan, ComposeRegistry? registry)
    {
        var yaml = new ComposeYaml();
        yaml.Comment($"The fleet {plan.Fleet}, written by `clawden publish compose`. Change clawden.yaml and publish again; what is only for compose goes into a compose.override.yaml beside this.");
        yaml.Put("name", plan.Fleet);
        yaml.Blank();
        yaml.Block("services", () =>
        {
            foreach (var container in plan.Containers)
            {
                new ComposeService(plan.Fleet, registry, container).Write(yaml);
            }
        });
        yaml.Blank();
        yaml.Block("networks", () =>
        {
            foreach (var network in plan.Networks)
            {
                yaml.Block(network.Name, () =>
                {
                    yaml.Put("name", network.Name);
                    if (network.Internal)
                    {
                        yaml.Put("internal", true);
                    }

                    yaml.Block("labels", () => yaml.Put(FleetLabels.Published, plan.Fleet));
                });
            }
        });
        if (plan.Volumes.Length > 0)
        {
            yaml.Blank();
            yaml.Block("volumes", () =>
            {
                foreach (var volume in plan.Volumes)
                {
                    yaml.Block(volume.Name, () => yaml.Put("name", volume.Name));
                }
            });
        }

        if (plan.Secrets.Length > 0)
        {
            yaml.Blank();
            yaml.Block("secrets", () =>
            {
                foreach (var secret in plan.Secrets)
                {
                    var file = new SecretRef(secret.Name).FileName;
                    yaml.Block(file, () => yaml.Variable("file", ComposeSettings.SecretsVariable, $"./{ComposeSettings.DefaultSecrets}", $"/{file}"));
                }
            });
        }

        return yaml.ToString();
    }
}
