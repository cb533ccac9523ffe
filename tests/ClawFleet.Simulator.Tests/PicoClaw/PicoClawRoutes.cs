using System.Net;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using ClawFleet.Simulator.Tests.Processes;
using static ClawFleet.Simulator.Tests.PicoClaw.PicoClawFleetMember;

namespace ClawFleet.Simulator.Tests.PicoClaw;

public sealed class PicoClawRoutes : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Health_and_readiness_answer_without_a_token()
    {
        await using var picoclaw = Gateway(_folder, Config);
        var http = await picoclaw.ListeningAsync();

        var (status, health) = await http.GetJsonAsync("/health");
        Assert.Equal((200, "ok"), (status, (string?)health!["status"]));
        Assert.Equal("ready", (string?)(await http.GetJsonAsync("/ready")).Body!["status"]);
        Assert.Equal(404, (await http.GetJsonAsync("/metrics")).Status);
    }

    [Fact]
    public async Task Reload_takes_the_token_of_the_pid_file_alone()
    {
        await using var picoclaw = Gateway(_folder, Config);
        var http = await picoclaw.ListeningAsync();
        var token = (string)JsonNode.Parse(File.ReadAllText(_folder.File("home/.picoclaw.pid")))!["token"]!;

        Assert.Equal(405, (await http.GetJsonAsync("/reload")).Status);
        Assert.Equal(401, (await http.PostJsonAsync("/reload", "", ("Authorization", $"Bearer {Token}"))).Status);
        Assert.Equal(200, (await http.PostJsonAsync("/reload", "", ("Authorization", $"Bearer {token}"))).Status);
    }

    [Fact]
    public async Task SIGTERM_ends_it_with_0_though_a_chat_is_open()
    {
        await using var picoclaw = Gateway(_folder, Config);
        await picoclaw.ListeningAsync();
        using var chat = await PicoClawClient.OpenAsync(picoclaw, "a");
        picoclaw.Signal(PosixSignal.SIGTERM);

        Assert.Equal(0, await picoclaw.ExitAsync());
        Assert.False(File.Exists(_folder.File("home/.picoclaw.pid")));
    }

    [Fact]
    public async Task Without_a_file_not_even_the_address_can_be_set()
    {
        await using var picoclaw = Gateway(_folder, null, ["-E"], ("PICOCLAW_GATEWAY_PORT", "70000"));

        // The variable would be refused if it were read: upstream's own port is opened, or taken by another test.
        await picoclaw.SaidAsync("18790");
    }

    [Fact]
    public async Task A_chat_channel_that_is_off_has_no_route()
    {
        await using var picoclaw = Gateway(_folder, """{ "version": 3, "gateway": { "host": "127.0.0.1" } }""");
        var http = await picoclaw.ListeningAsync(Token);

        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync("/pico/ws")).StatusCode);
    }
}
