using ClawFleet.Cli.Terminal;
using ClawFleet.Hosting;
using ClawFleet.Model.Plans;
using ClawFleet.Publishing.Kubernetes;

namespace ClawFleet.Cli.Publishing;

/// <summary>The files that kustomize makes Secrets of. Those that nobody has to know are made at publishing; the others are the user's, and written only when that is asked for.</summary>
internal sealed class KubernetesSecrets(FleetSession session, string folder, bool all)
{
    /// <summary>What is to stand in the file if it is not there.</summary>
    public string? Value(SecretPlan secret) => secret.Origin == SecretOrigin.Generated ? GeneratedSecret.Make(secret.Text) : all ? session.Secrets!.Get(secret) : null;

    /// <summary>Says which files are still to be written, and which say something else than the fleet's file does now.</summary>
    public void Report(CliConsole console)
    {
        var own = session.Plan!.Secrets.Where(s => s.Origin != SecretOrigin.Generated).ToList();
        var missing = own.Where(s => !File.Exists(At(s))).ToList();
        foreach (var secret in missing)
        {
            console.Error.WriteLine($"{console.ErrorPaint.Yellow("missing:")} {At(secret)}, the value of {(secret.Origin == SecretOrigin.Expression ? secret.Text : $"{secret.Text} in {session.Plan.Source}")}");
        }

        var others = all ? own.Where(s => File.Exists(At(s)) && File.ReadAllText(At(s)).TrimEnd('\r', '\n') != session.Secrets!.Get(s).TrimEnd('\r', '\n')).ToList() : [];
        foreach (var secret in others)
        {
            console.Error.WriteLine($"{console.ErrorPaint.Yellow("note:")} {At(secret)} holds another value than the fleet's file and its variables have now; it was kept. Remove it and publish again to have theirs.");
        }

        if (missing.Count > 0)
        {
            console.Error.WriteLine("write each value into its file, or publish again with --with-secrets; kubectl refuses the folder until they are there");
        }
    }

    private string At(SecretPlan secret) => Path.Combine(folder, KubernetesManifests.SecretFile(secret));
}
