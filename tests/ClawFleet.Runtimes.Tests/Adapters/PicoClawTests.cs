using System.Text.Json.Nodes;

namespace ClawFleet.Runtimes.Tests.Adapters;

public class PicoClawTests
{
    [Theory]
    [InlineData("""{"gatway":{}}""", "config.gatway")]
    [InlineData("""{"gateway":{"listen":"x"}}""", "config.gateway.listen")]
    [InlineData("""{"agents":{"defaults":{"max_token":1}}}""", "config.agents.defaults.max_token")]
    [InlineData("""{"model_list":[{"model_name":"a","api_key":"k"}]}""", "config.model_list[0].api_key")]
    [InlineData("""{"channel_list":{"x":{"token":"t"}}}""", "config.channel_list.x.token")]
    [InlineData("""{"tools":{"exec":{"enable":true}}}""", "config.tools.exec.enable")]
    [InlineData("""{"_comment":"x"}""", "config._comment")]
    public void A_key_it_does_not_know_is_refused_with_its_place(string config, string place) =>
        Assert.Contains(Members.Of("picoclaw").WithConfig(config).Check(), f => f.IsError && f.Path == place);

    [Theory]
    [InlineData("""{"tools":{"mcp":{"enabled":true,"servers":{"mine":{"enabled":true,"command":"x","env":{"ANY":"y"}}}}}}""")]
    [InlineData("""{"channel_list":{"pico":{"settings":{"max_connections":3}}}}""")]
    [InlineData("""{"model_list":[{"model_name":"a","model":"b","extra_body":{"any":1},"streaming":{"enabled":false}}]}""")]
    [InlineData("""{"session":{"identity_links":{"ann":["telegram:1"]}},"tools":{"exec":{"enabled":false},"web_fetch":{"enabled":true}}}""")]
    public void A_key_it_knows_passes(string config) => Assert.Empty(Members.Of("picoclaw").WithConfig(config).Check());

    [Theory]
    [InlineData("""{"version":2}""")]
    [InlineData("""{"gateway":{"port":1}}""")]
    [InlineData("""{"channel_list":{"pico":{"enabled":false}}}""")]
    [InlineData("""{"channel_list":{"pico":{"settings":{"token":"x"}}}}""")]
    public void What_the_container_hangs_on_is_not_for_config(string config) =>
        Assert.Contains(Members.Of("picoclaw").WithConfig(config).Check(), f => f.IsError && f.What.Contains("belongs to ClawFleet", StringComparison.Ordinal));

    [Fact]
    public void An_override_it_does_not_know_stops_the_start_with_the_variables_name()
    {
        var fault = Assert.Throws<RenderException>(() => Members.Of("picoclaw").Render(("CLAWFLEET_CONFIG__gateway__listen", "x")));
        Assert.Contains("CLAWFLEET_CONFIG__gateway__listen", fault.Message, StringComparison.Ordinal);
        Assert.Contains("\"log_level\": \"debug\"", Members.Of("picoclaw").Render(("CLAWFLEET_CONFIG__gateway__log_level", "debug")).Config(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_channel_without_allowed_users_is_closed_though_upstream_would_open_it()
    {
        var spec = Members.Of("picoclaw").WithModel().WithChannel("telegram", ("token", "secret://T"));
        spec = spec with { Channels = [spec.Channels[0] with { AllowedUsers = null }] };
        Assert.Contains(spec.Check(), f => !f.IsError && f.Path == "channels.my-telegram.allowed_users");
        Assert.Equal(["clawfleet:nobody"], Entry(spec, "my-telegram")["allow_from"]!.AsArray().Select(u => (string)u!));
    }

    [Fact]
    public void The_chat_channel_cannot_be_taken_by_another() => Assert.Contains(
        (Members.Of("picoclaw").WithModel().WithChannel("telegram", ("token", "secret://T")) is var spec
            ? spec with { Channels = [spec.Channels[0] with { Name = "pico" }] } : spec).Check(),
        f => f.IsError && f.Path == "channels.pico");

    [Fact]
    public void No_credential_stands_in_the_configuration_itself()
    {
        var launch = Members.Of("picoclaw").WithModel().WithChannel("slack", ("bot_token", "secret://B"), ("app_token", "secret://A")).Render();
        Assert.DoesNotContain("value-of", launch.Config(), StringComparison.Ordinal);
        Assert.DoesNotContain(launch.Environment.Values, v => v.Contains("value-of", StringComparison.Ordinal));
        Assert.Equal(["/config/secrets/a", "/config/secrets/api-token", "/config/secrets/b", "/config/secrets/model-key"], launch.Files[..^1].Select(f => f.Path));
    }

    [Fact]
    public void Names_that_wecom_reads_without_a_prefix_never_reach_it() =>
        Assert.Superset(new HashSet<string> { "SECRET", "BOT_ID", "PICOCLAW_CHANNELS_SLACK_BOT_TOKEN" }, Members.Of("picoclaw").Render(("PICOCLAW_CHANNELS_SLACK_BOT_TOKEN", "x")).RemovedEnvironment.ToHashSet());

    [Fact]
    public void Its_own_file_gets_the_token_by_its_own_variable()
    {
        var launch = Members.Of("picoclaw").Render("""{ "version": 3 }""");
        Assert.Empty(launch.Files);
        Assert.StartsWith("value-of-API_TOKEN", launch.Environment["PICOCLAW_CHANNELS_PICO_TOKEN"], StringComparison.Ordinal);
    }

    private static JsonNode Entry(MemberSpec spec, string channel) => JsonNode.Parse(spec.Render().Config())!["channel_list"]![channel]!;
}
