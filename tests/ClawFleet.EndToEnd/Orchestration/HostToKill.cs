using System.Diagnostics;
using ClawFleet.Engine;
using ClawFleet.Hosting;
using ClawFleet.Model.Plans;

namespace ClawFleet.EndToEnd.Orchestration;

/// <summary>This program again, as a host in the middle of an <c>up</c>, to be killed with no chance to tidy up.</summary>
internal static class HostToKill
{
    public const int Members = 6;
    private const string Variable = "CLAWFLEET_TEST_HOST";

    public static Process Start(TinyFleet fleet, int[] ports)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
        {
            start.ArgumentList.Add(typeof(HostToKill).Assembly.Location);
        }

        start.Environment[Variable] = string.Join('|', fleet.Name, fleet.Source, fleet.Options.StateRoot, fleet.Options.SecretsRoot, string.Join(',', ports));
        return Process.Start(start)!;
    }

    public static FleetPlan Plan(TinyFleet fleet, int[] ports) => fleet.Plan([.. ports.Select((port, i) => fleet.Member($"m{i + 1}", TinyProgram.Healthy, port: port))]);

    /// <returns>False when this process is to run tests.</returns>
    public static async Task<bool> RunWhenAskedAsync()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { } text)
        {
            return false;
        }

        await UpAsync(text.Split('|'));
        return true;
    }

    private static async Task UpAsync(string[] parts)
    {
        await using var engine = new DockerEngine();
        var fleet = new TinyFleet(engine, parts[0]) { Source = parts[1] };
        var host = new FleetHost(engine, new FleetHostOptions(fleet.Folder, parts[2], parts[3], MaxParallelism: 1));
        Directory.Delete(fleet.Folder, recursive: true);
        var plan = Plan(fleet, [.. parts[4].Split(',').Select(int.Parse)]);
        await host.UpAsync(plan, [], new FixedSecrets(fleet.Secrets), fleet, CancellationToken.None);
    }
}
