using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;
using ClawFleet.Simulator.Tests.Processes;
using static ClawFleet.Simulator.Tests.NullClaw.NullClawFleetMember;

namespace ClawFleet.Simulator.Tests.NullClaw;

public sealed class NullClawRoutes : IDisposable
{
    private const string Hello = """{"jsonrpc":"2.0","id":7,"method":"message/send","params":{"message":{"messageId":"m1","contextId":"c1","role":"user","parts":[{"kind":"text","text":"hello"}]}}}""";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Both_generations_find_the_same_file(bool old)
    {
        await using var nullclaw = Gateway(_folder, Config, old: old);
        var http = await nullclaw.ListeningAsync();

        Assert.Equal("ok", (string?)(await http.GetJsonAsync("/health")).Body!["status"]);
        Assert.Equal("ready", (string?)(await http.GetJsonAsync("/ready")).Body!["status"]);
        var card = (await http.GetJsonAsync("/.well-known/agent-card.json")).Body!;
        Assert.Equal(("desk", "0.3.0"), ((string?)card["name"], (string?)card["protocolVersion"]));
    }

    [Fact]
    public async Task A_message_comes_back_as_a_completed_task_and_its_context_goes_on()
    {
        await using var nullclaw = Gateway(_folder, Config);
        var http = await nullclaw.ListeningAsync(Token);

        var task = (await http.PostJsonAsync("/a2a", Hello)).Body!["result"]!;
        Assert.Equal("completed", (string?)task["status"]!["state"]);
        Assert.Contains("Turn 1 of this conversation; you said: hello", (string?)task["artifacts"]![0]!["parts"]![0]!["text"], StringComparison.Ordinal);
        var second = (await http.PostJsonAsync("/a2a", Hello)).Body!["result"]!;
        Assert.Contains("Turn 2", (string?)second["artifacts"]![0]!["parts"]![0]!["text"], StringComparison.Ordinal);
        var again = await http.PostJsonAsync("/a2a", $$$"""{"jsonrpc":"2.0","id":"x","method":"tasks/get","params":{"id":"{{{task["id"]}}}"}}""");
        Assert.Equal("hello", (string?)again.Body!["result"]!["history"]![0]!["parts"]![0]!["text"]);
    }

    [Fact]
    public async Task A_stream_ends_with_a_final_status()
    {
        await using var nullclaw = Gateway(_folder, Config);
        var http = await nullclaw.ListeningAsync(Token);
        using var content = new StringContent(Hello.Replace("message/send", "message/stream", StringComparison.Ordinal), Encoding.UTF8, "application/json");
        using var response = await http.PostAsync("/a2a", content);

        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        var events = (await response.Content.ReadAsStringAsync()).Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(e => JsonNode.Parse(e["data: ".Length..])!["result"]!).ToList();
        Assert.Equal(["task", "artifact-update", "status-update"], events.Select(e => (string?)e["kind"]));
        Assert.True((bool)events[^1]["final"]!);
        Assert.Contains("you said: hello", (string?)events[1]["artifact"]!["parts"]![0]!["text"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","id":1}""", -32600)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"message/guess"}""", -32601)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"message/send","params":{"message":{"messageId":"m","parts":[]}}}""", -32602)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"message/send","params":{"message":{"parts":[{"kind":"text","text":"x"}]}}}""", -32602)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tasks/get","params":{"id":"task-9"}}""", -32001)]
    public async Task A_call_it_cannot_take_has_a_code(string call, int code)
    {
        await using var nullclaw = Gateway(_folder, Config);
        var (status, body) = await (await nullclaw.ListeningAsync(Token)).PostJsonAsync("/a2a", call);
        Assert.Equal((200, code), (status, (int)body!["error"]!["code"]!));
    }

    [Fact]
    public async Task Every_call_needs_the_token_and_a_webhook_is_only_acknowledged()
    {
        await using var nullclaw = Gateway(_folder, Config);
        var http = await nullclaw.ListeningAsync();
        Assert.Equal(401, (await http.PostJsonAsync("/a2a", Hello)).Status);
        Assert.Equal(401, (await http.PostJsonAsync("/webhook", """{"message":"x"}""", ("Authorization", "Bearer wrong"))).Status);
        var (status, body) = await http.PostJsonAsync("/webhook", """{"message":"x"}""", ("Authorization", $"Bearer {Token}"));
        Assert.Equal((200, """{"status":"received"}"""), (status, body!.ToJsonString()));
        Assert.Equal(409, (await http.PostJsonAsync("/pair", "", ("X-Pairing-Code", "123456"))).Status);
    }

    [Fact]
    public async Task On_a_public_address_a_token_is_demanded_whatever_the_file_says()
    {
        await using var nullclaw = Gateway(_folder, Config.Replace("\"require_pairing\": true", "\"require_pairing\": false", StringComparison.Ordinal), host: "0.0.0.0");
        await nullclaw.ListeningAsync();
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri($"http://127.0.0.1:{nullclaw.Http.BaseAddress!.Port}") };
        Assert.Equal(401, (await http.PostJsonAsync("/a2a", Hello)).Status);
    }

    [Fact]
    public async Task Without_a_key_it_starts_and_the_turn_fails()
    {
        await using var nullclaw = Gateway(_folder, Config.Replace("\"api_key\": \"sk-test\"", "", StringComparison.Ordinal));
        Assert.Equal(-32603, (int)(await (await nullclaw.ListeningAsync(Token)).PostJsonAsync("/a2a", Hello)).Body!["error"]!["code"]!);
    }

    [Fact]
    public async Task SIGTERM_ends_it_at_once_with_143()
    {
        await using var nullclaw = Gateway(_folder, Config);
        await nullclaw.ListeningAsync();
        nullclaw.Signal(PosixSignal.SIGTERM);
        Assert.Equal(143, await nullclaw.ExitAsync());
    }

    [Fact]
    public async Task With_its_port_taken_it_lives_on_without_one()
    {
        using var holder = new TcpListener(IPAddress.Loopback, 0);
        holder.Start();
        await using var nullclaw = Gateway(_folder, Config, more: ["--port", $"{((IPEndPoint)holder.LocalEndpoint).Port}"]);
        await nullclaw.SaidAsync("it is not tried again");
        Assert.False(nullclaw.HasExited);
    }
}
