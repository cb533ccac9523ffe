using System.Text.Json.Nodes;

namespace ClawFleet.Runtimes.Tests.Adapters;

public class NullClawTests
{
    [Fact]
    public void Every_provider_type_is_delivered()
    {
        foreach (var type in new[] { "openai", "anthropic", "google", "mistral", "groq", "openrouter", "ollama", "custom" })
        {
            var url = type == "google" ? null : "http://llm.test:8080/v1";
            var spec = Members.Of("nullclaw") with { Provider = new ProviderSpec(type, type, url, "secret://MODEL_KEY", null), Model = "the-model" };
            Assert.Empty(spec.Check());
            var config = JsonNode.Parse(spec.Render().Config())!;
            var primary = ((string)config["agents"]!["defaults"]!["model"]!["primary"]!).Split('/', 2);
            var provider = config["models"]!["providers"]![primary[0]]!;
            Assert.Equal("the-model", primary[1]);
            Assert.StartsWith("value-of-MODEL_KEY", (string)provider["api_key"]!, StringComparison.Ordinal);
            Assert.StartsWith(url?[..20] ?? "", (string?)provider["base_url"] ?? "", StringComparison.Ordinal);
        }
    }

    [Fact]
    public void An_address_that_its_own_client_would_not_ask_is_spelled_as_an_endpoint_of_its_own_name() =>
        Assert.Contains("\"primary\": \"fleet-openai/gpt\"", (Members.Of("nullclaw") with { Provider = new("openai", "openai", "http://x/v1", "secret://K", null), Model = "gpt" }).Render().Config(), StringComparison.Ordinal);

    [Fact]
    public void Another_address_for_gemini_is_refused() => Assert.Contains(
        (Members.Of("nullclaw") with { Provider = new("google", "google", "http://x", "secret://K", null), Model = "g" }).Check(), f => f.IsError && f.Path == "provider.base_url");

    [Theory]
    [InlineData("default_provider")]
    [InlineData("gatway")]
    public void A_key_that_stops_it_or_that_it_would_read_past_is_refused(string key) =>
        Assert.Contains(Members.Of("nullclaw").WithConfig($$"""{"{{key}}":"x"}""").Check(), f => f.IsError && f.Path == $"config.{key}");

    [Theory]
    [InlineData("dingtalk", "only send")]
    [InlineData("email", "only send")]
    [InlineData("nostr", "nak")]
    public void A_channel_that_hears_nothing_is_refused_with_the_reason(string type, string why) =>
        Assert.Contains(Members.Of("nullclaw").WithModel().WithChannel(type).Check(), f => f.IsError && f.Path == $"channels.my-{type}" && f.Why.Contains(why, StringComparison.Ordinal));

    [Theory]
    [InlineData("telegram", "bot_token")]
    [InlineData("discord", "token")]
    [InlineData("onebot", "url")]
    public void A_channel_without_allowed_users_is_closed(string type, string field)
    {
        var spec = Members.Of("nullclaw").WithModel().WithChannel(type, (field, "x"));
        spec = spec with { Channels = [spec.Channels[0] with { AllowedUsers = [] }] };
        Assert.Contains(spec.Check(), f => !f.IsError && f.Path.EndsWith(".allowed_users", StringComparison.Ordinal));
        Assert.Equal("(nobody)", (string?)JsonNode.Parse(spec.Render().Config())!["channels"]![type]!["accounts"]![$"my-{type}"]!["allow_from"]!.AsArray().Single());
    }

    [Fact]
    public void Slack_on_mention_for_some_users_is_refused_since_upstream_would_answer_all()
    {
        var spec = Members.Of("nullclaw").WithModel().WithChannel("slack", ("bot_token", "secret://B"), ("app_token", "secret://A"));
        Assert.Contains((spec with { Channels = [spec.Channels[0] with { GroupMode = "mention" }] }).Check(), f => f.IsError && f.Path == "channels.my-slack.group_mode");
        Assert.Empty((spec with { Channels = [spec.Channels[0] with { GroupMode = "mention", AllowedUsers = ["*"] }] }).Check());
    }

    [Theory]
    [InlineData("telegram", "proxy", "true")]
    [InlineData("discord", "intents", "\"many\"")]
    public void A_value_of_the_wrong_kind_is_refused_since_it_would_drop_the_channel(string type, string field, string json) =>
        Assert.Contains(Members.Of("nullclaw").WithModel().WithChannel(type, ("token", "secret://T"), (field, JsonNode.Parse(json))).Check(), f => f.IsError && f.Path == $"channels.my-{type}.{field}");

    [Fact]
    public void Its_file_is_not_on_the_volume()
    {
        var launch = Members.Of("nullclaw").Render();
        Assert.All(launch.Files, f => Assert.StartsWith("/config/", f.Path, StringComparison.Ordinal));
        Assert.Equal(new NativeLink("/state/home/.nullclaw/config.json", "/config/config.json"), Assert.Single(launch.Links));
        Assert.Equal(("/state/home", "/state/home/.nullclaw"), (launch.Environment["HOME"], launch.Environment["NULLCLAW_HOME"]));
    }

    [Fact]
    public void A_users_own_file_is_used_as_it_is_and_the_token_is_its_own_affair()
    {
        var launch = Members.Of("nullclaw").Render("{}");
        Assert.Empty(launch.Files);
        Assert.Contains("gateway.paired_tokens", Assert.Single(launch.Notes), StringComparison.Ordinal);
    }
}
