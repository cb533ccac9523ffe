using System.Diagnostics;
using ClawFleet.EndToEnd.Fixture;

namespace ClawFleet.EndToEnd.Delegation;

/// <summary>ClawFleet.AppHost as Aspire's, built on the first use in folders of its own; a test that needs it is skipped where Aspire's packages do not restore.</summary>
internal static class AspireAppHost
{
    private static readonly string[] NotHad = ["MSB4236", "MSB4276", "NU1100", "NU1101", "NU1102", "NU1301"];

    public static string Program { get; } = Path.Combine(Repository.Root, "ClawFleet.AppHost", "bin", "aspire", Repository.Configuration, "net10.0", "ClawFleet.AppHost.dll");

    /// <summary>Builds it against the libraries that are built already: the tests' own processes run from them.</summary>
    public static async Task BuildAsync()
    {
        var start = new ProcessStartInfo("dotnet", ["build", Path.Combine(Repository.Root, "ClawFleet.AppHost"), "-c", Repository.Configuration, "-p:Orchestrator=Aspire", "-p:BuildProjectReferences=false", "-p:RestoreRecursive=false", "-nodeReuse:false", "--nologo", "-v", "quiet"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var build = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start");
        var errors = build.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var said = await build.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken) + await errors;
        await build.WaitForExitAsync(TestContext.Current.CancellationToken);
        var missing = said.Split('\n').FirstOrDefault(l => NotHad.Any(code => l.Contains($"error {code}", StringComparison.Ordinal)));
        Assert.SkipWhen(missing is not null, $"Aspire's packages cannot be had here: {missing?.Trim()}");
        Assert.True(build.ExitCode == 0, said);
    }
}
