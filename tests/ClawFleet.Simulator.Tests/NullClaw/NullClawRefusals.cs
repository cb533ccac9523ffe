using ClawFleet.Simulator.Tests.Processes;
using static ClawFleet.Simulator.Tests.NullClaw.NullClawFleetMember;

namespace ClawFleet.Simulator.Tests.NullClaw;

public sealed class NullClawRefusals : IDisposable
{
    private const string Model = "\"agents\":{\"defaults\":{\"model\":{\"primary\":\"openai/x\"}}}";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("no model", "{}", "no default model")]
    [InlineData("a file that is no JSON", "{", "no default model")]
    [InlineData("a model without its provider", """{"agents":{"defaults":{"model":{"primary":"gpt"}}}}""", "no default model")]
    [InlineData("a key of an older version", """{"default_provider":"openai"}""", "'default_provider' is no longer supported")]
    [InlineData("an unknown section", "{" + Model + ""","gatway":{}}""", "`gatway`")]
    [InlineData("an unknown channel", "{" + Model + ""","channels":{"pigeon":{"accounts":{}}}}""", "`channels.pigeon`")]
    [InlineData("one user instead of a list", "{" + Model + ""","channels":{"telegram":{"accounts":{"a":{"bot_token":"t","allow_from":"42"}}}}}""", "`channels.telegram.accounts.a.allow_from`")]
    [InlineData("a channel without its credential", "{" + Model + ""","channels":{"matrix":{"accounts":{"a":{"homeserver":"h","access_token":"t"}}}}}""", "has no room_id")]
    [InlineData("a word that is none", "{" + Model + ""","channels":{"slack":{"accounts":{"a":{"bot_token":"t","mode":"both"}}}}}""", "is none of socket, http")]
    [InlineData("a provider without an address", """{"agents":{"defaults":{"model":{"primary":"house/x"}}}}""", "upstream would ask OpenRouter")]
    [InlineData("a port that is none", "{" + Model + ""","gateway":{"port":0}}""", "gateway.port")]
    [InlineData("a host that is no address", "{" + Model + ""","gateway":{"host":"localhost"}}""", "no IP address")]
    [InlineData("a temperature that is none", "{" + Model + ""","default_temperature":3}""", "default_temperature")]
    public async Task Refuses_with_exit_code_1(string what, string config, string message)
    {
        await using var nullclaw = Gateway(_folder, config);

        await nullclaw.RefusesAsync(1, message, what);
    }

    [Theory]
    [InlineData("--host", "localhost")]
    [InlineData("--config", "x")]
    [InlineData("extra")]
    public async Task Refuses_arguments_outside_its_grammar_with_exit_code_1(params string[] arguments)
    {
        await using var nullclaw = Gateway(_folder, Config, more: arguments);
        Assert.Equal(1, await nullclaw.ExitAsync());
    }
}
