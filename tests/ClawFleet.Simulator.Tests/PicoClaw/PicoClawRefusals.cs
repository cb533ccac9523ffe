using ClawFleet.Simulator.Tests.Processes;
using static ClawFleet.Simulator.Tests.PicoClaw.PicoClawFleetMember;

namespace ClawFleet.Simulator.Tests.PicoClaw;

public sealed class PicoClawRefusals : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("a file that is no JSON", "{ \"version\": 3,\n  \"gateway\": ", "syntax error at line 2")]
    [InlineData("a comment", "{ // no\n \"version\": 3 }", "syntax error")]
    [InlineData("no version", """{"gateway":{}}            """, "has no version 3")]
    [InlineData("an old version", """{"version":2}        """, "has no version 3")]
    [InlineData("a newer version", """{"version":4}        """, "unsupported config version: 4")]
    [InlineData("an unknown section", """{"version":3,"gatway":{}}""", "`gatway`")]
    [InlineData("a key of a comment", """{"version":3,"gateway":{"_comment":"x"}}""", "`gateway._comment`")]
    [InlineData("an unknown key of a model", """{"version":3,"model_list":[{"model_name":"a","model":"b","api_key":"k"}]}""", "`model_list[0].api_key`")]
    [InlineData("a token beside the settings", """{"version":3,"channel_list":{"telegram":{"enabled":true,"token":"t"}}}""", "`channel_list.telegram.token`")]
    [InlineData("a port that is text", """{"version":3,"gateway":{"port":"18790"}}""", "`gateway.port`")]
    [InlineData("a channel type that is none", """{"version":3,"channel_list":{"x":{"type":"pigeon"}}}""", "unknown type \"pigeon\"")]
    [InlineData("a name that is no type", """{"version":3,"channel_list":{"desk":{"enabled":true}}}""", "unknown type \"desk\"")]
    [InlineData("an enabled channel without its credential", """{"version":3,"channel_list":{"slack":{"enabled":true,"settings":{"bot_token":"b"}}}}""", "has no app_token")]
    [InlineData("a channel setting that is none", """{"version":3,"channel_list":{"discord":{"enabled":true,"settings":{"token":"t","guild":"1"}}}}""", "`guild`")]
    [InlineData("a second chat channel", """{"version":3,"channel_list":{"pico":{"enabled":true,"settings":{"token":"t"}},"p2":{"type":"pico","enabled":true,"settings":{"token":"u"}}}}""", "singleton")]
    [InlineData("a model that is not in the list", """{"version":3,"agents":{"defaults":{"model_name":"main"}},"model_list":[]}""", "not found in model_list")]
    [InlineData("anthropic without a key", """{"version":3,"agents":{"defaults":{"model_name":"m"}},"model_list":[{"model_name":"m","provider":"anthropic","model":"c"}]}""", "api_key is required")]
    [InlineData("a provider that is none", """{"version":3,"agents":{"defaults":{"model_name":"m"}},"model_list":[{"model_name":"m","provider":"custom","model":"c","api_keys":["k"]}]}""", "unknown protocol \"custom\"")]
    [InlineData("a credential file that is not there", """{"version":3,"channel_list":{"telegram":{"enabled":true,"settings":{"token":"file://secrets/none"}}}}""", "failed to resolve credential file")]
    [InlineData("a credential file outside", """{"version":3,"channel_list":{"telegram":{"enabled":true,"settings":{"token":"file://../home"}}}}""", "escapes config directory")]
    [InlineData("a port out of range", """{"version":3,"gateway":{"port":0}}""", "invalid gateway port", "")]
    public async Task Refuses_with_exit_code_1(string what, string config, string message, string port = "0")
    {
        await using var picoclaw = Gateway(_folder, config, null, port.Length == 0 ? [("PICOCLAW_GATEWAY_PORT", "")] : []);

        await picoclaw.RefusesAsync(1, message, what);
    }

    [Fact]
    public async Task Without_a_model_it_starts_only_when_it_is_told_to()
    {
        await using var picoclaw = Gateway(_folder, WithoutModel, []);

        Assert.Equal(1, await picoclaw.ExitAsync());
        Assert.Contains("no default model", picoclaw.Said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--config", "x")]
    [InlineData("--port", "1")]
    [InlineData("extra")]
    public async Task Refuses_arguments_outside_its_grammar_with_exit_code_1(params string[] arguments)
    {
        await using var picoclaw = Gateway(_folder, Config, arguments);
        Assert.Equal(1, await picoclaw.ExitAsync());
    }

    [Fact]
    public async Task An_open_channel_is_said_aloud()
    {
        await using var picoclaw = Gateway(_folder, """{"version":3,"gateway":{"host":"127.0.0.1"},"channel_list":{"telegram":{"enabled":true,"settings":{"token":"1:a"}}}}""");
        await picoclaw.ListeningAsync();
        Assert.Contains("SECURITY: channel telegram has no allow_from", picoclaw.Said, StringComparison.Ordinal);
    }
}
