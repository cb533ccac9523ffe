using System.Diagnostics;
using ClawFleet.EndToEnd.Fixture;

namespace ClawFleet.EndToEnd.Publishing;

/// <summary>
/// Kubernetes' API as its OpenAPI document describes it, from the npm package kubernetes-models 5.1.0 (Kubernetes 1.34 or later, by what is in it). testdata/kubernetes-schema/check.mjs says how it checks.
/// </summary>
internal static class KubernetesSchema
{
    private static readonly string Folder = Path.Combine(Repository.Root, "artifacts", "kubernetes-schema");

    /// <summary>Exit code and output of the check.</summary>
    public static async Task<(int ExitCode, string Output)> CheckAsync(params string[] files)
    {
        Assert.SkipUnless(await HasAsync("node") && await HasAsync("npm"), "node and npm are not on this machine");
        var source = Path.Combine(Repository.Root, "tests", "ClawFleet.EndToEnd", "testdata", "kubernetes-schema");
        Directory.CreateDirectory(Folder);
        var installed = Path.Combine(Folder, "node_modules", ".package-lock.json");
        var same = File.Exists(installed) && File.ReadAllText(Path.Combine(source, "package-lock.json")) == File.ReadAllText(Path.Combine(Folder, "package-lock.json"));
        foreach (var file in Directory.EnumerateFiles(source))
        {
            File.Copy(file, Path.Combine(Folder, Path.GetFileName(file)), overwrite: true);
        }

        if (!same)
        {
            var (code, said) = await RunAsync("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts");
            Assert.True(code == 0, said);
        }

        return await RunAsync("node", ["check.mjs", .. files]);
    }

    private static async Task<bool> HasAsync(string program)
    {
        try
        {
            return (await RunAsync(program, "--version")).ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = Directory.Exists(Folder) ? Folder : Repository.Root, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output + await errors);
    }
}
