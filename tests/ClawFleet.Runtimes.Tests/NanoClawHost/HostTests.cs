using System.Diagnostics;

namespace ClawFleet.Runtimes.Tests.NanoClawHost;

/// <summary>The JavaScript of <c>runtimes/nanoclaw/host</c>: its tests are beside this file, and Node.js runs them.</summary>
public class HostTests
{
    [Fact]
    public async Task The_parts_that_stand_beside_NanoClaw_do_what_they_say()
    {
        var node = Environment.GetEnvironmentVariable("PATH")!.Split(':').Select(d => Path.Combine(d, "node")).FirstOrDefault(File.Exists);
        Assert.SkipWhen(node is null, "there is no Node.js on PATH");
        using var process = Process.Start(new ProcessStartInfo(node!, ["--test", "--test-reporter=tap", Path.Combine(Repository.Root, "tests", "ClawFleet.Runtimes.Tests", "NanoClawHost", "host.test.mjs")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, output + await error);
    }
}
