using System.Text.Json.Nodes;
using ClawFleet.Simulator.Tests.Processes;

namespace ClawFleet.Simulator.Tests.ModelServer;

public sealed class ModelServerRoutes : IDisposable
{
    private const string Asked = """[{"role":"user","content":"Please say exactly \"two crabs\"."},{"role":"assistant","content":"no"},{"role":"user","content":[{"type":"text","text":"(context of the runtime)"}]}]""";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_says_what_it_was_asked_to_say_in_every_shape()
    {
        await using var server = Start();
        var http = await server.ListeningAsync();

        var (status, completion) = await http.PostJsonAsync("/v1/chat/completions", $$"""{"model":"m","messages":{{Asked}}}""");
        Assert.Equal((200, "two crabs", "m"), (status, (string?)completion!["choices"]![0]!["message"]!["content"], (string?)completion["model"]));
        var (_, response) = await http.PostJsonAsync("/v1/responses", $$"""{"model":"m","input":{{Asked}}}""");
        Assert.Equal("two crabs", (string?)response!["output"]![0]!["content"]![0]!["text"]);
        var (_, message) = await http.PostJsonAsync("/v1/messages", $$"""{"model":"m","max_tokens":9,"messages":{{Asked}}}""");
        Assert.Equal("two crabs", (string?)message!["content"]![0]!["text"]);
        var (_, models) = await http.GetJsonAsync("/v1/models");
        Assert.Equal("fake-model", (string?)models!["data"]![0]!["id"]);
        var (_, echo) = await http.PostJsonAsync("/v1/responses", """{"model":"m","input":"hello"}""");
        Assert.Equal("[fake model] You said: hello", (string?)echo!["output"]![0]!["content"]![0]!["text"]);
    }

    [Theory]
    [InlineData("/v1/chat/completions", "messages", "choices", "[DONE]")]
    [InlineData("/v1/responses", "input", "delta", "response.completed")]
    [InlineData("/v1/messages", "messages", "delta", "message_stop")]
    public async Task It_streams_word_by_word(string path, string messages, string member, string end)
    {
        await using var server = Start();
        var http = await server.ListeningAsync();

        using var content = new StringContent($$"""{"model":"m","stream":true,"{{messages}}":{{Asked}}}""");
        using var answer = await http.PostAsync(path, content, TestContext.Current.CancellationToken);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType!.MediaType);
        var data = (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Split('\n').Where(l => l.StartsWith("data: ", StringComparison.Ordinal)).Select(l => l[6..]).ToList();
        Assert.Contains(end, data[^1], StringComparison.Ordinal);
        var events = data.Where(d => d != "[DONE]").Select(d => JsonNode.Parse(d)!).Where(d => d[member] is not (null or JsonArray { Count: 0 }));
        Assert.Equal("two crabs", string.Concat(events.Select(d => member == "choices" ? (string?)d["choices"]![0]!["delta"]!["content"] : d["delta"] is JsonValue text ? (string?)text : (string?)d["delta"]!["text"])));
    }

    [Fact]
    public async Task It_refuses_every_key_but_its_own()
    {
        await using var server = Start(new Dictionary<string, string> { ["CLAWSIM_MODEL_KEY"] = "sk-right" });
        var http = await server.ListeningAsync();

        Assert.Equal(401, (await http.PostJsonAsync("/v1/responses", """{"model":"m","input":"hello"}""", ("Authorization", "Bearer sk-wrong"))).Status);
        Assert.Equal(200, (await http.PostJsonAsync("/v1/responses", """{"model":"m","input":"hello"}""", ("Authorization", "Bearer sk-right"))).Status);
        Assert.Equal(200, (await http.PostJsonAsync("/v1/messages", """{"model":"m","messages":[]}""", ("x-api-key", "sk-right"))).Status);
        Assert.Equal(200, (await http.GetJsonAsync("/health")).Status);
        Assert.DoesNotContain("sk-", server.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_refuses_a_body_that_says_nothing()
    {
        await using var server = Start();
        var http = await server.ListeningAsync();

        Assert.Equal(400, (await http.PostJsonAsync("/v1/responses", "nonsense")).Status);
        Assert.Equal(400, (await http.PostJsonAsync("/v1/chat/completions", """{"model":"m"}""")).Status);
        Assert.Equal(404, (await http.PostJsonAsync("/v1/embeddings", "{}")).Status);
    }

    private SimulatorProcess Start(Dictionary<string, string>? environment = null)
        => SimulatorProcess.Start(_folder.Path, ["--as", "model-server", "--host", "127.0.0.1", "--port", "0"], environment);
}
