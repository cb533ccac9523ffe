using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using ClawFleet.EndToEnd.Fixture;
using ClawFleet.Engine;

namespace ClawFleet.EndToEnd.Faults;

/// <summary>One member that cannot start never stops the others; it is shown with the reason and the end of its log; exit 5.</summary>
public sealed class MemberTrouble
{
    [Fact]
    public async Task A_runtime_that_exits_at_once_is_shown_with_its_last_lines_and_the_others_run()
    {
        await using var fleet = TempFleet.OfSimulated(("bad", "env: { CLAWSIM_FAULT: \"exit:78\" }"), ("good", ""));
        (await fleet.RunAsync("up", "-d")).Exits(5).Says("bad", "78", "CLAWSIM_FAULT");
        Assert.Equal(ContainerState.Running, (await fleet.ContainersAsync())["good"].State);
        Assert.NotEqual(ContainerState.Running, (await fleet.ContainersAsync())["bad"].State);
    }

    [Fact]
    public async Task A_runtime_that_never_becomes_healthy_fails_at_its_deadline_and_the_others_run()
    {
        await using var home = new HomeCopy();
        home.Replace("runtimes/zeroclaw/runtime.yaml", "deadline: 90s", "deadline: 6s");
        await using var fleet = TempFleet.OfSimulated(("bad", "env: { CLAWSIM_FAULT: never-healthy }"), ("good", ""));
        fleet.Variables["CLAWFLEET_HOME"] = home.Path;
        var clock = Stopwatch.StartNew();
        (await fleet.RunAsync("up", "-d")).Exits(5).Says("bad", "healthy");
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(90), $"expected the deadline of 6 s to be kept; it took {clock.Elapsed.TotalSeconds:0} s");
        Assert.Equal(ContainerState.Running, (await fleet.ContainersAsync())["good"].State);
    }

    [Fact]
    public async Task A_host_port_in_use_is_named()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        await using var fleet = TempFleet.OfSimulated(("bad", $"ports: [\"{port}:42617\"]"), ("good", ""));
        (await fleet.RunAsync("up", "-d")).Exits(5).Says("bad", port.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(ContainerState.Running, (await fleet.ContainersAsync())["good"].State);
    }

    [Fact]
    public async Task An_image_that_fails_to_build_shows_its_last_lines()
    {
        await using var home = new HomeCopy();
        home.Append("runtimes/zeroclaw/Dockerfile", "\nRUN echo the-build-says-this && exit 3\n");
        home.Append("runtimes/simulator/Dockerfile", "\nRUN echo the-build-says-this && exit 3\n");
        await using var fleet = TempFleet.OfSimulated(("one", ""));
        fleet.Variables["CLAWFLEET_HOME"] = home.Path;
        var result = await fleet.RunAsync("up", "-d");
        Assert.True(result.ExitCode is 1 or 5, $"expected a failure; seen: {result.ExitCode}\n{result.All}");
        result.Says("the-build-says-this", "3");
        Assert.DoesNotContain("   at ClawFleet.", result.All, StringComparison.Ordinal);
        Assert.Empty(await fleet.ContainersAsync());
    }

    [Fact]
    public async Task An_image_that_fails_to_build_takes_only_its_own_member_along()
    {
        await using var home = new HomeCopy();
        home.Append("runtimes/postgres/Dockerfile", "\nRUN echo the-build-says-this && exit 3\n");
        await using var fleet = new TempFleet("""
            name: FLEET
            simulate: always
            runtimes:
              - name: good
                runtime: zeroclaw
                ports: auto
              - name: bad
                runtime: ironclaw
                ports: auto
            """);
        fleet.Variables["CLAWFLEET_HOME"] = home.Path;
        (await fleet.RunAsync("up", "-d")).Exits(5).Says("bad", "the-build-says-this");
        Assert.Equal(["good"], (await fleet.ContainersAsync()).Where(c => c.Value.State == ContainerState.Running).Select(c => c.Key));
    }
}
