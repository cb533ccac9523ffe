using System.Text.Json.Nodes;

namespace ClawFleet.Runtimes.Tests.Adapters;

public class OpenClawTests
{
    [Fact]
    public void Every_plugin_is_in_the_image_in_the_version_that_its_project_names()
    {
        var baked = (JsonObject)JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Root, "runtimes", "openclaw", "package.json")))!["dependencies"]!;

        // A user's own file may name any channel, so every plugin is laid out for it.
        var launch = Members.Of("openclaw").Render("{ own: 1 }");
        var named = launch.Files.Select(f => Assert.Single((JsonObject)JsonNode.Parse(f.Text)!["dependencies"]!)).ToList();
        Assert.Equal(baked.Where(p => p.Key.StartsWith('@')).Select(p => $"{p.Key} {p.Value}"), named.Select(p => $"{p.Key} {p.Value}").Order(StringComparer.Ordinal));
        Assert.Equal(named.Select(p => $"/opt/openclaw/node_modules/{p.Key}").Order(StringComparer.Ordinal), launch.Links.Select(l => l.Target).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_member_gets_the_plugins_of_its_channels_and_no_other()
    {
        Assert.Empty(Members.Of("openclaw").WithChannel("telegram", ("token", "secret://T")).Render().Links);
        var launch = Members.Of("openclaw").WithChannel("feishu", ("app_id", "a"), ("app_secret", "s")).WithChannel("lark", ("app_id", "b"), ("app_secret", "s")).Render();
        Assert.Equal("/state/openclaw/npm/projects/clawfleet-feishu/node_modules/@openclaw/feishu", Assert.Single(launch.Links).Path);
    }

    [Theory]
    [InlineData("discord", "token", "guilds")]
    [InlineData("slack", "bot_token", "channels")]
    [InlineData("telegram", "token", "groups")]
    public void Without_a_list_of_users_nobody_is_answered_anywhere(string type, string token, string places)
    {
        var spec = Members.Of("openclaw").WithChannel(type, (token, "t"), ("app_token", "t")) with { };
        spec = spec with { Channels = [spec.Channels[0] with { AllowedUsers = null, AllowedChannels = ["1"], GroupMode = "open", Fields = type == "slack" ? spec.Channels[0].Fields : spec.Channels[0].Fields.Remove("app_token") }] };
        Assert.Contains(spec.Check(), f => !f.IsError && f.Path.EndsWith(".allowed_users", StringComparison.Ordinal));
        var block = JsonNode.Parse(spec.Render().Config())!["channels"]![type]!;
        Assert.Equal("allowlist", (string)block["dmPolicy"]!);
        Assert.Empty((JsonArray)block["allowFrom"]!);
        Assert.NotNull(block[places]);
        Assert.True((string)block["groupPolicy"]! == "disabled" || ((JsonArray)block["groupAllowFrom"]!).Count == 0);
    }

    [Fact]
    public void Roles_beside_everybody_are_refused_and_reach_the_server_otherwise()
    {
        var spec = Members.Of("openclaw").WithChannel("discord", ("token", "t"), ("guild", "880011"));
        spec = spec with { Channels = [spec.Channels[0] with { AllowedUsers = ["*"], AllowedRoles = ["9"] }] };
        Assert.Equal("channels.my-discord.allowed_roles", Assert.Single(spec.Check(), f => f.IsError).Path);

        spec = spec with { Channels = [spec.Channels[0] with { AllowedUsers = null }] };
        Assert.Empty(spec.Check());
        var block = JsonNode.Parse(spec.Render().Config())!["channels"]!["discord"]!;
        Assert.Equal("""["9"]""", block["guilds"]!["880011"]!["roles"]!.ToJsonString());
        Assert.Equal("allowlist", (string)block["groupPolicy"]!);
        Assert.Empty((JsonArray)block["allowFrom"]!);
    }

    [Fact]
    public void A_second_account_is_refused_where_upstream_has_one()
    {
        var spec = Members.Of("openclaw").WithChannel("nostr", ("private_key", "a"));
        spec = spec with { Channels = [.. spec.Channels, spec.Channels[0] with { Name = "other" }] };
        Assert.Equal("channels.other", Assert.Single(spec.Check(), f => f.IsError).Path);
    }

    [Theory]
    [InlineData("whatsapp", "phone", "QR code")]
    [InlineData("whatsapp", "token", "Cloud API")]
    [InlineData("signal", "dm_only", "per group")]
    [InlineData("slack", "nonsense", "schema")]
    public void A_field_that_cannot_be_delivered_is_refused_with_the_reason(string type, string field, string why) =>
        Assert.Contains(Members.Of("openclaw").WithChannel(type, (field, "x")).Check(), f => f.IsError && f.Path == $"channels.my-{type}.{field}" && f.Why.Contains(why, StringComparison.Ordinal));

    [Theory]
    [InlineData("""{"billing":{"token":"secret://A"}}""", true)]
    [InlineData("{}", true)]
    [InlineData("\"billing\"", false)]
    [InlineData("""{"billing":"secret://A"}""", false)]
    [InlineData("""{"billing":{"url":"http://billing"}}""", false)]
    public void Peers_of_a2a_each_have_a_token(string peers, bool taken)
    {
        var spec = Members.Of("openclaw").WithChannel("a2a");
        spec = spec with { Channels = [spec.Channels[0] with { AllowedUsers = null, Fields = spec.Channels[0].Fields.SetItem("peers", JsonNode.Parse(peers)) }] };
        Assert.Equal(taken ? [] : ["channels.my-a2a.peers"], spec.Check().Where(f => f.IsError).Select(f => f.Path));
    }

    [Theory]
    [InlineData("{\"agents\":{\"defaults\":{\"sandbox\":{\"mode\":\"all\"}}}}", "config.agents.defaults.sandbox.mode")]
    [InlineData("{\"agents\":{\"entries\":{\"guest\":{\"sandbox\":{\"mode\":\"non-main\",\"backend\":\"docker\"}}}}}", "config.agents.entries.guest.sandbox.mode")]
    public void A_sandbox_that_needs_the_engines_socket_is_refused(string config, string path) =>
        Assert.Equal(path, Assert.Single(Members.Of("openclaw").WithConfig(config).Check(), f => f.IsError).Path);

    [Theory]
    [InlineData("{\"agents\":{\"defaults\":{\"sandbox\":{\"mode\":\"off\"}}}}")]
    [InlineData("{\"agents\":{\"defaults\":{\"sandbox\":{\"mode\":\"all\",\"backend\":\"ssh\",\"ssh\":{\"target\":\"box.example.org\"}}}}}")]
    [InlineData("{\"gateway\":{\"controlUi\":{\"basePath\":\"/claw\",\"allowedOrigins\":[\"https://claw.example.org\"]},\"trustedProxies\":[\"10.0.0.0/8\"]}}")]
    public void Its_sandbox_elsewhere_and_its_place_behind_a_proxy_are_plain_keys(string config)
    {
        var spec = Members.Of("openclaw").WithConfig(config);
        Assert.Empty(spec.Check());
        var rendered = JsonNode.Parse(spec.Render().Config())!;
        var (section, inner) = Assert.Single((JsonObject)JsonNode.Parse(config)!);
        Assert.All((JsonObject)inner!, p => Assert.Contains(p.Value!.ToJsonString().Trim('{', '}'), rendered[section]![p.Key]!.ToJsonString(), StringComparison.Ordinal));
    }
}
