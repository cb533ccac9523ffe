using ClawFleet.Init.Tests.Support;

namespace ClawFleet.Init.Tests.Running;

/// <summary>Whatever is wrong is one line on stderr with the remedy, and an exit code that tells the orchestrator whether a restart can help.</summary>
public class RefusalTests(PublishedInit init)
{
    [Theory]
    [InlineData(78, "neither CLAWFLEET_SPEC nor CLAWFLEET_RUNTIME is set", "CLAWFLEET_RUNTIME", "")]
    [InlineData(78, "there is no runtime mysteryclaw in this image: it ", "CLAWFLEET_RUNTIME", "mysteryclaw")]
    [InlineData(78, "CLAWFLEET_SPEC cannot be read, not JSON at byte 1", "CLAWFLEET_SPEC", "{oops")]
    [InlineData(78, "CLAWFLEET_PORT is not a TCP port", "CLAWFLEET_PORT", "http")]
    [InlineData(78, "CLAWFLEET_CONFIG__gateway__controlUi__enabled replaces a boolean: give it true or false", "CLAWFLEET_CONFIG__gateway__controlUi__enabled", "hunter2")]
    [InlineData(78, "channels.mattermost.url: mattermost without base_url", "MATTERMOST_BOT_TOKEN", "hunter2")]
    [InlineData(78, "CLAWFLEET_NATIVE_EXTRA_ARGS is not a JSON list of strings", "CLAWFLEET_NATIVE_EXTRA_ARGS", "[1]")]
    public async Task Bad_configuration_is_final(int code, string message, string variable, string value)
    {
        using var box = new Sandbox(init, "openclaw").Program("openclaw", "echo started").With(variable, value).With("CLAWDEN_ALLOWED_USERS", "1");
        var run = await box.RunAsync();
        Assert.Equal(code, run.Code);
        Assert.StartsWith(message, run.OneLine, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Output);
    }

    [Fact]
    public async Task A_missing_secret_is_named_with_its_file()
    {
        using var box = new Sandbox(init, "zeroclaw").Program("zeroclaw", "true")
            .With("CLAWFLEET_SPEC", """{"fleet":"f","member":"m","runtime":"zeroclaw","port":1,"apiToken":"secret://GONE_TOKEN"}""");
        var run = await box.RunAsync();
        Assert.Equal(78, run.Code);
        Assert.Equal($"the secret GONE_TOKEN is missing: give the file {box.At("secrets")}/gone-token or the variable GONE_TOKEN", run.OneLine);
    }

    [Fact]
    public async Task A_wrong_command_is_a_usage_error()
    {
        using var box = new Sandbox(init, "openclaw");
        var run = await box.RunAsync("fly");
        Assert.Equal(64, run.Code);
        Assert.StartsWith("usage: clawinit", run.OneLine, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_is_not_in_the_image_is_unavailable()
    {
        using var box = new Sandbox(init, "openclaw");
        var run = await box.RunAsync();
        Assert.Equal(69, run.Code);
        Assert.StartsWith("the program openclaw is not in this image", run.OneLine, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_place_that_cannot_be_written_is_named()
    {
        using var box = new Sandbox(init, "openclaw").Program("openclaw", "true");
        File.SetUnixFileMode(box.At("config"), (UnixFileMode)0b101_101_101);
        var run = await box.RunAsync();
        Assert.Equal(77, run.Code);
        Assert.Contains("config", run.OneLine, StringComparison.Ordinal);
        Assert.Contains("permission denied", run.OneLine, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_place_that_is_a_file_cannot_be_created()
    {
        using var box = new Sandbox(init, "openclaw").Program("openclaw", "true");
        File.WriteAllText(box.At("notadir"), "");
        var run = await box.With("CLAWFLEET_CONFIG_DIR", box.At("notadir")).RunAsync();
        Assert.Equal(73, run.Code);
        Assert.StartsWith($"cannot write {box.At("notadir")}", run.OneLine, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secrets_folder_that_cannot_be_searched_is_no_missing_secret()
    {
        using var box = new Sandbox(init, "openclaw").Program("openclaw", "true");
        Assert.SkipUnless(Sandbox.AsRoot, "only root can take a folder away from the user that clawinit runs as");
        File.SetUnixFileMode(box.At("secrets"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var run = await box.RunAsync();
        Assert.Equal(77, run.Code);
        Assert.StartsWith($"cannot search {box.At("secrets")}", run.OneLine, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Root_is_refused()
    {
        Assert.SkipUnless(Sandbox.AsRoot, "this machine's user is not root");
        using var box = new Sandbox(init, "openclaw").Program("openclaw", "true");
        var run = await box.RunAsRootAsync("run");
        Assert.Equal(77, run.Code);
        Assert.StartsWith("a runtime is never run as root", run.OneLine, StringComparison.Ordinal);
    }
}
