using System.Diagnostics;
using System.Runtime.InteropServices;
using ClawFleet.Simulator.Tests.Processes;
using static ClawFleet.Simulator.Tests.ZeroClaw.ZeroClawFleetMember;

namespace ClawFleet.Simulator.Tests.ZeroClaw;

public sealed class ZeroClawFaults : IDisposable
{
    private const string Fault = "CLAWSIM_FAULT";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(PosixSignal.SIGTERM)]
    [InlineData(PosixSignal.SIGINT)]
    public async Task A_signal_ends_it_with_0_within_its_grace(PosixSignal signal)
    {
        await using var zeroclaw = Daemon(_folder, Config);
        var http = await zeroclaw.ListeningAsync();
        await http.GetJsonAsync("/health"); // leaves an idle connection, which must not hold the stop up
        var clock = Stopwatch.StartNew();
        zeroclaw.Signal(signal);

        Assert.Equal(0, await zeroclaw.ExitAsync());
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5), $"took {clock.Elapsed}");
    }

    [Theory]
    [InlineData("exit:3", 3)]
    [InlineData("exit:78@0.2", 78)]
    public async Task Exit_ends_it_with_the_code(string fault, int code)
    {
        await using var zeroclaw = Daemon(_folder, Config, (Fault, fault));

        Assert.Equal(code, await zeroclaw.ExitAsync());
    }

    [Fact]
    public async Task Never_healthy_answers_503_and_the_rest_works()
    {
        await using var zeroclaw = Daemon(_folder, Config, (Fault, "never-healthy"));
        var http = await zeroclaw.ListeningAsync(Token);

        Assert.Equal(503, (await http.GetJsonAsync("/health")).Status);
        Assert.Equal(200, (await http.PostJsonAsync("/webhook", """{"message":"hi"}""")).Status);
    }

    [Fact]
    public async Task Unhealthy_at_a_time_is_healthy_before()
    {
        await using var zeroclaw = Daemon(_folder, Config, (Fault, "unhealthy@2"));
        var http = await zeroclaw.ListeningAsync();

        Assert.Equal(200, (await http.GetJsonAsync("/health")).Status);
        var until = DateTimeOffset.UtcNow.AddSeconds(30);
        while ((await http.GetJsonAsync("/health")).Status != 503)
        {
            Assert.True(DateTimeOffset.UtcNow < until, "never became unhealthy");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task Slow_start_opens_the_port_late()
    {
        var clock = Stopwatch.StartNew();
        await using var zeroclaw = Daemon(_folder, Config, (Fault, "slow-start:1"));
        await zeroclaw.ListeningAsync();

        Assert.True(clock.Elapsed >= TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task A_slow_start_can_be_stopped()
    {
        await using var zeroclaw = Daemon(_folder, Config, (Fault, "slow-start:600"));
        await zeroclaw.SaidAsync("starting in 600 s");
        zeroclaw.Signal(PosixSignal.SIGTERM);

        Assert.Equal(0, await zeroclaw.ExitAsync());
    }

    [Fact]
    public async Task Ignore_sigterm_lives_on()
    {
        await using var zeroclaw = Daemon(_folder, Config, (Fault, "ignore-sigterm"));
        var http = await zeroclaw.ListeningAsync();
        zeroclaw.Signal(PosixSignal.SIGTERM);
        await zeroclaw.SaidAsync("ignored");

        Assert.Equal(200, (await http.GetJsonAsync("/health")).Status);
        Assert.False(zeroclaw.HasExited);
    }

    [Fact]
    public async Task Log_flood_writes_without_end_and_still_stops()
    {
        await using var zeroclaw = Daemon(_folder, Config, (Fault, "log-flood"));
        var http = await zeroclaw.ListeningAsync();
        await zeroclaw.SaidAsync("flood:");

        Assert.Equal(200, (await http.GetJsonAsync("/health")).Status);
        zeroclaw.Signal(PosixSignal.SIGTERM);
        Assert.Equal(0, await zeroclaw.ExitAsync());
    }

    [Fact]
    public async Task A_fault_that_is_none_stops_the_start()
    {
        await using var zeroclaw = Daemon(_folder, Config, (Fault, "explode"));

        Assert.Equal(2, await zeroclaw.ExitAsync());
        Assert.Contains("CLAWSIM_FAULT='explode' is no fault", zeroclaw.Said, StringComparison.Ordinal);
    }
}
