using System.Runtime.Versioning;

namespace ClawFleet.Runtimes.Tests.NanoClawHost;

/// <summary>NanoClaw's <c>docker</c> without an engine: agents are processes.</summary>
[SupportedOSPlatform("linux")]
public sealed class DockerStandInTests : IDisposable
{
    private readonly DockerStandIn _docker = new();

    public void Dispose() => _docker.Dispose();

    [Fact]
    public async Task An_agent_runs_in_its_folder_with_its_own_environment_and_no_secret_in_its_arguments()
    {
        await _docker.StartAsync("nanoclaw-v2-main-1");
        string Noted(string name) => File.ReadAllText(Path.Combine(_docker.Session("nanoclaw-v2-main-1"), name));

        Assert.Equal("run\n/app/src/index.ts\n", Noted("arguments"));
        Assert.Equal(_docker.Path("group"), Noted("directory").Trim());
        Assert.Contains("ANTHROPIC_API_KEY=the key\n", Noted("environment"), StringComparison.Ordinal);
        Assert.Contains($"HOME={_docker.Path("claude/home")}\n", Noted("environment"), StringComparison.Ordinal);
        Assert.Contains("TZ=UTC\n", Noted("environment"), StringComparison.Ordinal);
        Assert.DoesNotContain("ONECLI", Noted("environment"), StringComparison.Ordinal);
        Assert.DoesNotContain("CLAWFLEET_AGENT_ENV", Noted("environment"), StringComparison.Ordinal);
        Assert.DoesNotContain("the key", Noted("started"), StringComparison.Ordinal);
        Assert.Equal(_docker.Path("claude/shared"), new FileInfo(_docker.Path("claude/home/.claude")).LinkTarget);
    }

    [Fact]
    public async Task Live_agents_are_listed_and_stopped_by_name()
    {
        var agent = await _docker.StartAsync("one");
        Assert.Equal((0, "one", ""), await _docker.CallAsync("ps", "--filter", "label=nanoclaw-install=abc", "--format", "{{.Names}}"));
        Assert.Equal((0, "one", ""), await _docker.CallAsync("stop", "-t", "1", "one"));
        await DockerStandIn.Eventually(() => agent.HasExited);
        Assert.Equal((0, "", ""), await _docker.CallAsync("ps"));
        Assert.Equal((1, "", "Error: No such container: one"), await _docker.CallAsync("stop", "-t", "1", "one"));
    }

    [Fact]
    public async Task A_process_that_only_has_an_agents_old_number_is_let_live()
    {
        Directory.CreateDirectory(_docker.Path("agents"));
        await File.WriteAllTextAsync(_docker.Path("agents/old"), $"{Environment.ProcessId} /nowhere\n", TestContext.Current.CancellationToken);
        Assert.Equal(1, (await _docker.CallAsync("stop", "old")).Code);
        Assert.Equal((0, "", ""), await _docker.CallAsync("ps"));
        Assert.False(File.Exists(_docker.Path("agents/old")));
    }

    [Fact]
    public async Task Agents_at_work_are_not_disturbed_and_the_one_silent_longest_makes_room()
    {
        var first = await _docker.StartAsync("first");
        var second = await _docker.StartAsync("second");
        var refused = await _docker.StartAsync("third");
        await refused.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(125, refused.ExitCode);

        File.SetLastWriteTimeUtc(Path.Combine(_docker.Session("first"), ".heartbeat"), DateTime.UtcNow.AddMinutes(-2));
        var third = await _docker.StartAsync("third");
        await DockerStandIn.Eventually(() => first.HasExited);
        Assert.False(second.HasExited);
        Assert.False(third.HasExited);
    }

    [Theory]
    [InlineData("build", "-t", "x", ".")]
    [InlineData("run", "--privileged", "x")]
    [InlineData("run", "-v", "/etc:/workspace/extra/etc", "x")]
    [InlineData("run", "x")]
    public async Task What_needs_an_engine_is_refused_aloud(params string[] arguments)
    {
        var (code, _, error) = await _docker.CallAsync(arguments);
        Assert.Equal(125, code);
        Assert.Contains("agents run as processes of this container", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NanoClaw_finds_its_engine_running() => Assert.Equal(0, (await _docker.CallAsync("info")).Code);
}
