using System.Diagnostics;
using ClawFleet.Init.Tests.Support;

namespace ClawFleet.Init.Tests.Containers;

/// <summary>clawinit where it lives: any uid, a read-only root, no capability.</summary>
public class ContainerTests(PublishedInit init)
{
    private const string Image = "debian:trixie-slim";

    private const string Fake = "#!/bin/sh\nid -u\necho \"$@\"\nls -l /config/openclaw.json | cut -c1-10\ncat \"$OPENCLAW_CONFIG_PATH\" | grep -c gateway\n";

    [Fact]
    public async Task Any_user_on_a_read_only_root_is_enough()
    {
        using var box = Prepare();
        var run = await DockerAsync(
            ["--tmpfs", "/config:mode=1777", "--tmpfs", "/state:mode=1777", "--tmpfs", "/logs:mode=1777", "--tmpfs", "/home/clawden/workspace:mode=1777"], box);
        Assert.Equal("12345\ngateway run --port 18789\n-rw-------\n1\n", run.Output);
        Assert.Empty(run.Error);
        Assert.Equal(0, run.Code);
    }

    [Fact]
    public async Task Without_a_writable_place_one_line_says_which()
    {
        using var box = Prepare();
        var run = await DockerAsync(["--tmpfs", "/config:mode=1777"], box);
        Assert.Equal(73, run.Code);
        Assert.StartsWith("cannot write /state", run.OneLine, StringComparison.Ordinal);
        Assert.EndsWith("mount a volume or tmpfs there that user 12345:12345 may write", run.OneLine, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_full_place_is_said_to_be_full()
    {
        using var box = Prepare();
        var run = await DockerAsync(
            ["--tmpfs", "/config:mode=1777,size=4k,nr_inodes=4", "--tmpfs", "/state:mode=1777", "--tmpfs", "/logs:mode=1777", "--tmpfs", "/home/clawden/workspace:mode=1777"], box);
        Assert.Equal(73, run.Code);
        Assert.Contains("no space left", run.OneLine, StringComparison.Ordinal);
    }

    private Sandbox Prepare()
    {
        Assert.SkipUnless(DockerAsync(["image", "inspect", Image]).GetAwaiter().GetResult().Code == 0, $"no container engine with {Image} here");
        return new Sandbox(init, "openclaw").Program("openclaw", Fake["#!/bin/sh\n".Length..]);
    }

    private Task<Finished> DockerAsync(IEnumerable<string> arguments, Sandbox box) => DockerAsync(
    [
        "run", "--rm", "--read-only", "--user", "12345:12345", "--cap-drop", "ALL", "--security-opt", "no-new-privileges", "--network", "none",
        "-e", "CLAWFLEET_RUNTIME=openclaw",
        "-v", $"{init.Program}:/usr/local/bin/clawinit:ro", "-v", $"{box.At("bin/openclaw")}:/usr/local/bin/openclaw:ro", "-v", $"{box.At("defaults")}:/usr/share/clawfleet/defaults:ro",
        .. arguments, "--entrypoint", "/usr/local/bin/clawinit", Image, "run",
    ]);

    private static async Task<Finished> DockerAsync(IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("docker") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        try
        {
            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEndAsync();
            var error = process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            return new Finished(process.ExitCode, await output, await error, process.Id);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return new Finished(127, "", "", 0);
        }
    }
}
