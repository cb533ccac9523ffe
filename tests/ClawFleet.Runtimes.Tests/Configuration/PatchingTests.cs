using ClawFleet.Runtimes.Native;

namespace ClawFleet.Runtimes.Tests.Configuration;

public class PatchingTests
{
    private static readonly MemberSpec ZeroClaw = Members.Of("zeroclaw").WithModel();

    [Theory]
    [InlineData("gateway__request_timeout_secs", "30", "request_timeout_secs = 30")]
    [InlineData("gateway__check_updates", "yes", "check_updates = true")]
    [InlineData("memory__backend", "none", "backend = \"none\"")]
    [InlineData("gateway__brand_new", "12", "brand_new = \"12\"")]
    [InlineData("agents__main__channels", "telegram.a, telegram.b", "channels = [\"telegram.a\", \"telegram.b\"]")]
    [InlineData("agents__main__channels", "[\"telegram.a\"]", "channels = [\"telegram.a\"]")]
    [InlineData("memory", "{\"backend\":\"lucid\"}", "backend = \"lucid\"")]
    public void A_variable_sets_a_native_key_with_the_type_it_replaces(string key, string value, string line) =>
        Assert.Contains(line, ZeroClaw.Render(($"CLAWFLEET_CONFIG__{key}", value)).Config().Split('\n'));

    [Theory]
    [InlineData("gateway__request_timeout_secs", "soon", "CLAWFLEET_CONFIG__gateway__request_timeout_secs replaces a number: give it a number")]
    [InlineData("gateway__check_updates", "soon", "CLAWFLEET_CONFIG__gateway__check_updates replaces a boolean: give it true or false")]
    [InlineData("memory", "x", "CLAWFLEET_CONFIG__memory replaces a table: give it a JSON object")]
    [InlineData("agents__main__channels", "[x", "CLAWFLEET_CONFIG__agents__main__channels replaces a list: give it a JSON list, or items with commas between")]
    [InlineData("memory__backend__deep", "x", "deep is not in memory.backend")]
    [InlineData("memory____deep", "x", "names no config key")]
    [InlineData("gateway__port", "1", "sets gateway.port, which belongs to ClawFleet: remove the variable")]
    [InlineData("gateway", "{}", "which belongs to ClawFleet")]
    public void A_variable_that_does_not_fit_is_refused_in_one_line(string key, string value, string message)
    {
        var fault = Assert.Throws<RenderException>(() => ZeroClaw.Render(($"CLAWFLEET_CONFIG__{key}", value))).Message;
        Assert.Contains(message, fault, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault);
    }

    [Fact]
    public void The_order_is_default_then_spec_then_config_then_variable()
    {
        var spec = ZeroClaw.WithConfig("""{"gateway":{"request_timeout_secs":7,"long_running_request_timeout_secs":8}}""");
        var gateway = TomlReader.Read(spec.Render(("CLAWFLEET_CONFIG__gateway__request_timeout_secs", "9")).Config())["gateway"]!;
        Assert.Equal(9, (long)gateway["request_timeout_secs"]!);
        Assert.Equal(8, (long)gateway["long_running_request_timeout_secs"]!);
        Assert.Equal(42617, (long)gateway["port"]!);
        Assert.False((bool)gateway["check_updates"]!);
    }

    [Fact]
    public void Null_in_config_removes_a_default() =>
        Assert.DoesNotContain("[tunnel]", ZeroClaw.WithConfig("""{"tunnel":null}""").Render().Config(), StringComparison.Ordinal);

    [Fact]
    public void Placeholders_come_from_the_allow_list_alone()
    {
        var spec = ZeroClaw.WithConfig("""{"locale":"${MY_LOCALE} $${MY_LOCALE} $5"}""");
        Assert.Contains("locale = \"de ${MY_LOCALE} $5\"", spec.Render(("MY_LOCALE", "de"), ("CLAWFLEET_CONFIG_ENV", "OTHER, MY_LOCALE")).Config(), StringComparison.Ordinal);
        var refused = Assert.Throws<RenderException>(() => spec.Render(("MY_LOCALE", "de")));
        Assert.Equal("config key locale asks for ${MY_LOCALE}, which is not on the allow-list: add it to CLAWFLEET_CONFIG_ENV, or write $${MY_LOCALE} for the text itself", refused.Message);
    }

    [Fact]
    public void A_placeholder_inside_a_secret_is_left_alone()
    {
        var spec = Members.Of("openclaw").WithConfig("""{"hooks":{"token":"secret://HOOK"}}""");
        var launch = RuntimeAdapters.All["openclaw"].Render(spec, new RenderInput(null, _ => "a${PATH}b", new Dictionary<string, string> { ["PATH"] = "/x" }, ContainerPaths.Default));

        // OpenClaw would expand it itself, so it is escaped in OpenClaw's way.
        Assert.Contains("\"token\": \"a$${PATH}b\"", launch.Config(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_variable_may_name_a_secret()
    {
        Assert.Contains("\"token\": \"value-of-HOOK-", Members.Of("openclaw").Render(("CLAWFLEET_CONFIG__hooks__token", "secret://HOOK")).Config(), StringComparison.Ordinal);
        var launch = ZeroClaw.Render(("CLAWFLEET_CONFIG__web_search__tavily_api_key", "secret://TAVILY"));
        Assert.StartsWith("value-of-TAVILY", launch.Environment["ZEROCLAW_web_search__tavily_api_key"], StringComparison.Ordinal);
        Assert.DoesNotContain("TAVILY", launch.Config(), StringComparison.Ordinal);
        Assert.Contains("refuses in its file", Assert.Throws<RenderException>(() => Members.Of("ironclaw").Render(("CLAWFLEET_CONFIG__google__client_id", "secret://X"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_input_gives_the_same_bytes() => Assert.Equal(ZeroClaw.Render().Config(), ZeroClaw.Render().Config());

    [Theory]
    [InlineData("openclaw", """{"gateway":{"port":1}}""", "config.gateway.port")]
    [InlineData("openclaw", """{"agentz":{}}""", "config.agentz")]
    [InlineData("zeroclaw", """{"gateway":{"paired_tokens":["x"]}}""", "config.gateway.paired_tokens")]
    [InlineData("zeroclaw", """{"gatewai":{}}""", "config.gatewai")]
    [InlineData("zeroclaw", """{"web_search":{"keys":["secret://X"]}}""", "config.web_search.keys.[0]")]
    [InlineData("ironclaw", """{"boot":{"profile":"production"}}""", "config.boot.profile")]
    [InlineData("ironclaw", """{"storage":{"backend":"x"}}""", "config.storage")]
    [InlineData("ironclaw", """{"storage":"mysql"}""", "config.storage")]
    [InlineData("ironclaw", """{"google":{"client_id":"secret://X"}}""", "config.google.client_id")]
    public void A_config_key_that_would_not_work_is_refused(string runtime, string config, string path) =>
        Assert.Contains(Members.Of(runtime).WithConfig(config).Check(), f => f.IsError && f.Path == path);
}
