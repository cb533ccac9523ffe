using System.Text.Json.Nodes;

namespace ClawFleet.Runtimes.Tests.Adapters;

public class ModelTests
{
    [Theory]
    [InlineData("openclaw")]
    [InlineData("zeroclaw")]
    [InlineData("ironclaw")]
    [InlineData("microclaw")]
    [InlineData("picoclaw")]
    public void Every_provider_type_is_delivered(string runtime)
    {
        foreach (var type in new[] { "openai", "anthropic", "google", "mistral", "groq", "openrouter", "ollama", "custom" })
        {
            var spec = Members.Of(runtime) with { Provider = new ProviderSpec(type, type, "http://llm.test:8080/v1", "secret://MODEL_KEY", null), Model = "the-model" };
            Assert.Empty(spec.Check());
            var launch = spec.Render();
            var everything = string.Join('\n', launch.Files.Select(f => f.Text).Concat(launch.Environment.Values));
            Assert.Contains("the-model", everything, StringComparison.Ordinal);
            Assert.Contains("http://llm.test:8080", everything, StringComparison.Ordinal);
            Assert.Contains("value-of-MODEL_KEY", everything, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("openclaw")]
    [InlineData("zeroclaw")]
    [InlineData("ironclaw")]
    [InlineData("microclaw")]
    [InlineData("picoclaw")]
    [InlineData("nullclaw")]
    public void What_a_model_lacks_is_refused_by_name(string runtime)
    {
        var member = Members.Of(runtime);
        Assert.Contains((member with { Model = "m" }).Check(), f => f.IsError && f.Path == "model");
        Assert.Contains((member with { Provider = new ProviderSpec("groq", "groq", null, "secret://K", null) }).Check(), f => f.IsError && f.Path == "model");
        Assert.Contains((member with { Model = "m", Provider = new ProviderSpec("groq", "groq", null, null, null) }).Check(), f => f.IsError && f.Path == "provider.api_key");
        Assert.Contains((member with { Model = "m", Provider = new ProviderSpec("x", "custom", null, null, null) }).Check(), f => f.IsError && f.Path == "provider");
        Assert.Contains((member with { Model = "m", Provider = new ProviderSpec("x", "telepathy", null, "secret://K", null) }).Check(), f => f.IsError && f.Path == "provider");
    }

    [Fact]
    public void No_model_is_fine_without_a_provider() => Assert.All(RuntimeAdapters.All.Keys, runtime => Assert.Empty(Members.Of(runtime).Check()));

    [Theory]
    [InlineData("groq", "groq/llama", "fleet-groq/llama")]
    [InlineData("groq", "groq/compound", "fleet-groq/groq/compound")]
    [InlineData("openrouter", "openrouter/auto", "openrouter/openrouter/auto")]
    [InlineData("openrouter", "anthropic/claude", "openrouter/anthropic/claude")]
    [InlineData("anthropic", "claude", "anthropic/claude")]
    public void OpenClaw_is_told_provider_and_model(string type, string model, string primary) =>
        Assert.Equal(primary, (string)JsonNode.Parse(Members.Of("openclaw").WithModel(type, model).Render().Config())!["agents"]!["defaults"]!["model"]!["primary"]!);

    [Fact]
    public void OpenClaw_never_gets_a_key_by_a_name_that_would_fetch_a_plugin()
    {
        var launch = Members.Of("openclaw").WithModel("openrouter").Render();
        Assert.DoesNotContain("OPENROUTER_API_KEY", launch.Environment.Keys);
        Assert.Contains("OPENROUTER_API_KEY", launch.RemovedEnvironment);
        Assert.Contains("DISCORD_BOT_TOKEN", launch.RemovedEnvironment);
        Assert.Contains("TELEGRAM_BOT_TOKEN", launch.RemovedEnvironment);
    }

    [Fact]
    public void IronClaw_refuses_a_token_too_short_to_sign_with()
    {
        var input = new RenderInput(null, _ => "short", new Dictionary<string, string>(), ContainerPaths.Default);
        Assert.Contains("shorter than 32 bytes", Assert.Throws<RenderException>(() => RuntimeAdapters.All["ironclaw"].Render(Members.Of("ironclaw"), input)).Message, StringComparison.Ordinal);
        _ = RuntimeAdapters.All["ironclaw"].Render(Members.Of("ironclaw"), input with { Masked = true });
    }

    [Fact]
    public void A_missing_secret_is_named_with_the_file_and_the_variable()
    {
        var input = new RenderInput(null, _ => null, new Dictionary<string, string>(), ContainerPaths.Default);
        var fault = Assert.Throws<RenderException>(() => RuntimeAdapters.All["openclaw"].Render(Members.Of("openclaw"), input));
        Assert.Equal("the secret API_TOKEN is missing: give the file /run/secrets/api-token or the variable API_TOKEN", fault.Message);
    }

    [Theory]
    [InlineData("openclaw", "{ own: 1 }")]
    [InlineData("zeroclaw", "own = 1")]
    [InlineData("ironclaw", "own = 1")]
    public void A_users_own_file_is_used_as_it_is(string runtime, string own)
    {
        var launch = Members.Of(runtime).Render(own);
        Assert.All(launch.Files.Where(f => !f.Path.EndsWith("/package.json", StringComparison.Ordinal)), f => Assert.Equal(own, f.Text));
        Assert.Contains(launch.Environment.Values, v => v.Contains("value-of-API_TOKEN", StringComparison.Ordinal));
    }
}
