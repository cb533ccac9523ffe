using System.Net.Sockets;
using ClawFleet.EndToEnd.Fixture;

namespace ClawFleet.EndToEnd.Faults;

/// <summary>Without an engine the word is short, names the place that was tried, and the exit code is 4.</summary>
public sealed class NoEngine
{
    public static TheoryData<string> Commands => ["up -d", "ps", "logs", "stop", "restart", "down", "exec one -- true"];

    [Theory, MemberData(nameof(Commands))]
    public async Task Every_command_that_needs_an_engine_says_that_none_answers(string command)
    {
        await using var fleet = TempFleet.OfSimulated(("one", ""));
        fleet.Variables["DOCKER_HOST"] = $"unix://{fleet.Folder}/no-such.sock";
        var result = (await fleet.RunAsync(command.Split(' '))).Exits(4).Says("no-such.sock");
        Assert.Equal("", result.Stdout);
    }

    [Fact]
    public async Task A_socket_behind_which_nobody_is_gives_the_same_word()
    {
        await using var fleet = TempFleet.OfSimulated(("one", ""));
        var path = Path.Combine(fleet.Folder, "dead.sock");
        using (var dead = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            dead.Bind(new UnixDomainSocketEndPoint(path));
        }

        fleet.Variables["DOCKER_HOST"] = $"unix://{path}";
        (await fleet.RunAsync("ps")).Exits(4).Says("dead.sock");
    }

    [Fact]
    public async Task What_needs_no_engine_works_without_one()
    {
        await using var fleet = TempFleet.OfSimulated(("one", ""));
        fleet.Variables["DOCKER_HOST"] = $"unix://{fleet.Folder}/no-such.sock";
        (await fleet.RunAsync("config", "validate")).Exits(0);
        (await fleet.RunAsync("config", "show", "one", "--format", "native")).Exits(0);
        Assert.Matches(@"^\d+\.\d+\.\d+", (await fleet.RunAsync("version")).Exits(0).Stdout);
    }
}
