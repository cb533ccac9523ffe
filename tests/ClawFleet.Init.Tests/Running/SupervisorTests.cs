using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using ClawFleet.Init.Tests.Support;

namespace ClawFleet.Init.Tests.Running;

public class SupervisorTests(PublishedInit init)
{
    private const int Hangup = 1;
    private const int Interrupt = 2;
    private const int Terminate = 15;

    [Fact]
    public async Task The_childs_exit_code_is_clawinits()
    {
        using var member = new Supervised(init, "echo from the child; exit 42");
        var run = await member.Box.RunAsync();
        Assert.Equal(42, run.Code);
        Assert.Equal("from the child\n", run.Output);
    }

    [Fact]
    public async Task A_child_that_a_signal_ended_counts_128_more()
    {
        using var member = new Supervised(init, "kill -9 $$");
        Assert.Equal(137, (await member.Box.RunAsync()).Code);
    }

    [Theory]
    [InlineData(Terminate, "TERM")]
    [InlineData(Interrupt, "TERM")]
    [InlineData(Hangup, "HUP")]
    public async Task A_signal_reaches_the_child(int sent, string got)
    {
        using var member = new Supervised(init, """
            trap 'echo got TERM; exit 3' TERM
            trap 'echo got HUP; exit 3' HUP
            echo trapped
            while :; do sleep 0.05; done
            """);
        var process = await member.StartAsync();
        Assert.Equal("trapped", await process.StandardOutput.ReadLineAsync());
        _ = kill(process.Id, sent);
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await process.WaitForExitAsync(deadline.Token);
        Assert.Equal(3, process.ExitCode);
        Assert.Equal($"got {got}", await process.StandardOutput.ReadLineAsync());
    }

    [Fact]
    public async Task The_child_does_not_inherit_an_ignored_signal()
    {
        using var member = new Supervised(init, "grep SigIgn /proc/self/status");
        Assert.Equal("SigIgn:\t0000000000000000\n", (await member.Box.RunAsync()).Output);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named()
    {
        using var member = new Supervised(init);
        using var holder = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        holder.Bind(new IPEndPoint(IPAddress.Any, member.Port));
        holder.Listen();
        var run = await member.Box.RunAsync();
        Assert.Equal(69, run.Code);
        Assert.Equal($"port {member.Port} cannot be had (AddressAlreadyInUse): give the member another port", run.OneLine);
    }

    [DllImport("libc")]
    private static extern int kill(int process, int signal);
}
