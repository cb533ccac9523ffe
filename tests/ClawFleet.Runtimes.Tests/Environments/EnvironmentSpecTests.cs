using ClawFleet.Runtimes.Environments;

namespace ClawFleet.Runtimes.Tests.Environments;

public class EnvironmentSpecTests
{
    [Fact]
    public void A_telegram_token_and_an_allow_list_are_enough()
    {
        var spec = Build("openclaw", ["TELEGRAM_BOT_TOKEN"], ("TELEGRAM_ALLOWED_USERS", "42, 43"));
        var channel = Assert.Single(spec.Channels);
        Assert.Equal("telegram", channel.Type);
        Assert.Equal("secret://TELEGRAM_BOT_TOKEN", (string?)channel.Fields["token"]);
        Assert.Equal(["42", "43"], channel.AllowedUsers!.Value);
        Assert.Empty(spec.Check());
    }

    [Fact]
    public void One_allow_list_serves_all_channels() =>
        Assert.Equal(["7"], Build("zeroclaw", ["DISCORD_BOT_TOKEN"], ("CLAWDEN_ALLOWED_USERS", "7")).Channels[0].AllowedUsers!.Value);

    [Fact]
    public void The_model_comes_from_canonical_names()
    {
        var spec = Build("openclaw", ["CLAWDEN_LLM_API_KEY"], ("CLAWDEN_LLM_PROVIDER", "anthropic"), ("CLAWDEN_LLM_MODEL", "claude"), ("CLAWDEN_LLM_BASE_URL", "http://x"));
        Assert.Equal(new ProviderSpec("anthropic", "anthropic", "http://x", "secret://CLAWDEN_LLM_API_KEY", null), spec.Provider);
        Assert.Equal("claude", spec.Model);
    }

    [Fact]
    public void A_lone_key_names_its_provider() =>
        Assert.Equal("google", Build("zeroclaw", ["GOOGLE_API_KEY"], ("CLAWDEN_LLM_MODEL", "gemini")).Provider!.Type);

    [Fact]
    public void Keys_of_two_providers_name_none() =>
        Assert.Null(Build("zeroclaw", ["GOOGLE_API_KEY", "GROQ_API_KEY"], ("CLAWDEN_LLM_MODEL", "m")).Provider);

    [Fact]
    public void A_provider_nobody_knows_is_a_custom_endpoint() =>
        Assert.Equal("custom", Build("zeroclaw", [], ("CLAWDEN_LLM_PROVIDER", "house"), ("CLAWDEN_LLM_MODEL", "m"), ("CLAWDEN_LLM_BASE_URL", "http://x")).Provider!.Type);

    [Fact]
    public void Variables_change_the_model_of_a_given_spec()
    {
        var spec = EnvironmentSpec.WithModel(Members.Of("openclaw").WithModel(), new Dictionary<string, string> { ["CLAWDEN_LLM_MODEL"] = "other" }, _ => false);
        Assert.Equal("other", spec.Model);
        Assert.Equal("secret://MODEL_KEY", spec.Provider!.ApiKey);
    }

    [Fact]
    public void PicoClaws_own_variables_make_a_channel()
    {
        var spec = Build("picoclaw", ["PICOCLAW_CHANNELS_TELEGRAM_TOKEN", "PICOCLAW_CHANNELS_TELEGRAM_BASE_URL"], ("CLAWDEN_ALLOWED_USERS", "7"));
        Assert.Empty(spec.Check());
        Assert.Contains("\"base_url\": \"value-of-PICOCLAW_CHANNELS_TELEGRAM_BASE_URL", spec.Render().Config(), StringComparison.Ordinal);
        Assert.Empty(Build("zeroclaw", ["PICOCLAW_CHANNELS_TELEGRAM_TOKEN"]).Channels);
    }

    [Fact]
    public void NullClaws_own_variables_name_the_model()
    {
        var spec = Build("nullclaw", ["NULLCLAW_API_KEY"], ("NULLCLAW_PROVIDER", "groq"), ("NULLCLAW_MODEL", "llama"));
        Assert.Equal(new ProviderSpec("groq", "groq", null, "secret://NULLCLAW_API_KEY", null), spec.Provider);
        Assert.Empty(spec.Check());
        Assert.Contains("groq/llama", spec.Render().Config(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("65535")]
    [InlineData("http")]
    public void A_port_that_is_none_is_refused(string port) =>
        Assert.Contains("CLAWFLEET_PORT", Assert.Throws<RenderException>(() => Build("openclaw", [], ("CLAWFLEET_PORT", port))).Message, StringComparison.Ordinal);

    private static MemberSpec Build(string runtime, string[] secrets, params (string Name, string Value)[] environment) =>
        EnvironmentSpec.Build(RuntimeAdapters.All[runtime], environment.ToDictionary(e => e.Name, e => e.Value, StringComparer.Ordinal), secrets.Contains, "host");
}
