using System.Globalization;
using ClawFleet.Init.Tests.Support;

namespace ClawFleet.Init.Tests.Running;

/// <summary>What a runtime wants done once before its first start: MicroClaw's web password, which would else be a word that everybody knows.</summary>
public class FirstStartTests(PublishedInit init)
{
    [Fact]
    public async Task It_runs_once_and_what_it_prints_is_kept_for_the_owner_alone()
    {
        const string script = "echo \"$@\" >> $HOME/calls; if [ \"$1\" = web ]; then echo \"Generated password: once\"; fi";
        using var box = new Sandbox(init, "microclaw").Program("microclaw", "mkdir -p $HOME; " + script).With("CLAWFLEET_PORT", Port());
        Assert.Equal(0, (await box.RunAsync()).Code);
        Assert.Equal(0, (await box.RunAsync()).Code);

        Assert.Equal("web password-generate\nstart\nstart\n", box.Read("state/home/calls"));
        Assert.Equal("Generated password: once\n", box.Read("state/clawfleet/microclaw-web-password"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(box.At("state/clawfleet/microclaw-web-password")));
    }

    [Fact]
    public async Task The_runtime_does_not_start_without_it()
    {
        using var box = new Sandbox(init, "microclaw").Program("microclaw", "if [ \"$1\" = web ]; then echo no disk >&2; exit 3; fi; echo started").With("CLAWFLEET_PORT", Port());
        var run = await box.RunAsync();

        Assert.Equal(69, run.Code);
        Assert.Contains("`microclaw web password-generate` failed with 3, no disk", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("started", run.Output, StringComparison.Ordinal);
    }

    private static string Port() => Sandbox.FreePort().ToString(CultureInfo.InvariantCulture);
}
