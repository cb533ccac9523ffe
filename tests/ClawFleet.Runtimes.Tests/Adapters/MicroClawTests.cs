using System.Collections.Immutable;
using System.Text.Json.Nodes;
using ClawFleet.Runtimes.Native;

namespace ClawFleet.Runtimes.Tests.Adapters;

public class MicroClawTests
{
    private static readonly MemberSpec Member = Members.Of("microclaw").WithModel();

    [Theory]
    [InlineData("telegram", "token", "allowed_user_ids", "[0]")]
    [InlineData("telegram", "token", "allowed_groups", "[0]")]
    [InlineData("signal", "send_command webhook_token", "allowed_numbers", "\"nobody\"")]
    [InlineData("whatsapp", "token phone_number_id verify_token", "allowed_user_ids", "\"nobody\"")]
    public void No_list_is_nobody_although_upstream_takes_an_empty_one_for_everybody(string type, string fields, string list, string value) =>
        Assert.Equal(value, Account(Channel(type, fields, null))[list]!.ToJsonString());

    [Theory]
    [InlineData("telegram", "token", "allowed_user_ids", "[]")]
    [InlineData("telegram", "token", "allowed_groups", "[]")]
    [InlineData("nostr", "publish_command webhook_token", "allowed_pubkeys", "\"\"")]
    public void A_star_is_everybody(string type, string fields, string list, string value) => Assert.Equal(value, Account(Channel(type, fields, ["*"]))[list]!.ToJsonString());

    [Fact]
    public void Users_of_telegram_do_not_open_groups_and_listed_groups_are_warned_of()
    {
        Assert.Equal("[0]", Account(Channel("telegram", "token", ["42"]))["allowed_groups"]!.ToJsonString());
        var grouped = Channel("telegram", "token", ["42"]) with { AllowedChannels = ["-1001"] };
        Assert.Equal("[-1001]", Account(grouped)["allowed_groups"]!.ToJsonString());
        Assert.Contains(Check(grouped), f => !f.IsError && f.Path == "channels.x.allowed_channels");
    }

    [Theory]
    [InlineData("discord", "token")]
    [InlineData("slack", "bot_token app_token")]
    [InlineData("feishu", "app_id app_secret")]
    [InlineData("dingtalk", "robot_webhook_url webhook_token")]
    public void Where_upstream_keeps_nobody_out_everybody_must_be_said(string type, string fields)
    {
        Assert.Contains(Check(Channel(type, fields, null)), f => f.IsError && f.Path == "channels.x.allowed_users");
        Assert.Contains(Check(Channel(type, fields, ["42"])), f => f.IsError && f.Path == "channels.x.allowed_users");
        Assert.DoesNotContain(Check(Channel(type, fields, ["*"])), f => f.IsError);
    }

    [Theory]
    [InlineData("telegram", "token", "@ann", "channels.x.allowed_users")]
    [InlineData("whatsapp", "token phone_number_id verify_token", "1,2", "channels.x.allowed_users")]
    public void A_list_that_would_take_the_channel_away_is_refused(string type, string fields, string user, string path) =>
        Assert.Contains(Check(Channel(type, fields, [user])), f => f.IsError && f.Path == path);

    [Theory]
    [InlineData("matrix")]
    [InlineData("imessage")]
    [InlineData("teams")]
    [InlineData("google_chat")]
    [InlineData("line")]
    [InlineData("mattermost")]
    public void A_channel_that_the_published_image_has_not_is_refused(string type) => Assert.Contains(Check(Channel(type, "token", ["*"])), f => f.IsError && f.Path == "channels.x");

    [Fact]
    public void What_OpenTelemetry_s_variables_say_is_put_into_its_configuration_unless_it_has_its_own()
    {
        (string, string)[] variables = [("OTEL_EXPORTER_OTLP_ENDPOINT", "http://172.30.0.1:4318/"), ("OTEL_EXPORTER_OTLP_HEADERS", "x-otlp-api-key=a%3Db, tenant=7"), ("OTEL_SERVICE_NAME", "desk")];
        Assert.Equal(
            """{"service_name":"desk","otlp_enabled":true,"otlp_endpoint":"http://172.30.0.1:4318/v1/metrics","otlp_tracing_enabled":true,"otlp_tracing_endpoint":"http://172.30.0.1:4318/v1/traces","otlp_logs_enabled":true,"otlp_logs_endpoint":"http://172.30.0.1:4318/v1/logs","otlp_headers":{"x-otlp-api-key":"a=b","tenant":"7"}}""",
            Observability(Member, variables)!.ToJsonString());
        Assert.Null(Observability(Member));
        Assert.Equal("""{"service_name":"mine"}""", Observability(Member.WithConfig("""{"observability":{"service_name":"mine"}}"""), variables)!.ToJsonString());
    }

    private static JsonNode? Observability(MemberSpec spec, params (string Name, string Value)[] environment) => YamlReader.Read(spec.Render(environment).Files.Single().Text)["observability"];

    [Fact]
    public void Several_bots_are_accounts_and_the_first_is_the_default()
    {
        var spec = Member with { Channels = [Channel("telegram", "token", ["1"]), Channel("telegram", "token", ["2"]) with { Name = "y" }] };
        var block = Config(spec)["channels"]!["telegram"]!;
        Assert.Equal("x", (string)block["default_account"]!);
        Assert.Equal(["x", "y"], block["accounts"]!.AsObject().Select(a => a.Key));
        Assert.Null(block["bot_token"]);
    }

    [Fact]
    public void Two_instances_that_would_share_one_setting_or_one_connection_are_refused()
    {
        var one = Channel("telegram", "token", ["1"]) with { Fields = Fields("token").SetItem("streaming", true) };
        Assert.Contains((Member with { Channels = [one, Channel("telegram", "token", ["2"]) with { Name = "y" }] }).Check(), f => f.IsError && f.Path == "channels.y.streaming");
        var irc = Channel("irc", "server nick", ["*"]) with { Fields = Fields("server nick").SetItem("channels", new JsonArray("#a")) };
        Assert.Contains((Member with { Channels = [irc, irc with { Name = "y" }] }).Check(), f => f.IsError && f.Path == "channels.y");
    }

    [Theory]
    [InlineData("""{"channels":{"whatsapp":{"allowed_user_ids":["1"]}}}""", "config.channels.whatsapp.allowed_user_ids")]
    [InlineData("""{"channels":{"telegram":{"accounts":{"x":{"allowed_user_ids":"1"}}}}}""", "config.channels.telegram.accounts.x.allowed_user_ids")]
    [InlineData("""{"channels":{"irc":{"port":6697}}}""", "config.channels.irc.port")]
    [InlineData("""{"channels":{"matrix":{}}}""", "config.channels.matrix")]
    [InlineData("""{"channels":{"web":{"enabled":false}}}""", "config.channels.web.enabled")]
    [InlineData("""{"web_host":"0.0.0.0"}""", "config.web_host")]
    [InlineData("""{"max_token":1}""", "config.max_token")]
    public void A_native_key_that_would_be_lost_is_refused(string config, string path) => Assert.Contains(Member.WithConfig(config).Check(), f => f.IsError && f.Path == path);

    [Fact]
    public void Upstream_is_stopped_by_SIGINT_and_bound_to_the_loopback()
    {
        var launch = Member.Render();
        Assert.Equal((10962, "/health", 2), (launch.Supervision!.UpstreamPort, launch.Supervision.ProbePath, launch.Supervision.StopSignal));
        Assert.Equal(("127.0.0.1", 10962), ((string)Config(Member)["web_host"]!, (long)Config(Member)["web_port"]!));
    }

    [Fact]
    public void A_file_of_the_users_own_is_used_as_it_is_and_asked_for_its_port()
    {
        const string own = "llm_provider: ollama\nweb_port: 11000 # mine\n";
        var launch = Member.Render(own);
        Assert.Empty(launch.Files);
        Assert.Equal(11000, launch.Supervision!.UpstreamPort);
        Assert.Contains("web_port: 10962", Assert.Throws<RenderException>(() => Member.Render("llm_provider: ollama\n")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_member_without_a_model_starts_and_says_so() => Assert.Contains("no model", Assert.Single(Members.Of("microclaw").Render().Notes), StringComparison.Ordinal);

    [Fact]
    public void No_password_is_on_a_command_line() => Assert.Equal(["microclaw", "web", "password-generate"], Member.Render().FirstStart!.Argv);

    [Fact]
    public void A_number_from_a_secret_that_is_none_is_not_repeated()
    {
        var fault = Assert.Throws<RenderException>(() => (Member with { Channels = [Channel("telegram", "token", ["secret://USERS"])] }).Render());
        Assert.DoesNotContain("value-of", fault.Message, StringComparison.Ordinal);
    }

    private static ChannelSpec Channel(string type, string fields, string[]? users) => new() { Name = "x", Type = type, Fields = Fields(fields), AllowedUsers = users?.ToImmutableArray() };

    private static ImmutableSortedDictionary<string, JsonNode?> Fields(string names) =>
        ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, names.Split(' ').Select(n => KeyValuePair.Create(n, (JsonNode?)JsonValue.Create($"secret://{n.ToUpperInvariant()}"))));

    private static ImmutableArray<SpecFault> Check(ChannelSpec channel) => (Member with { Channels = [channel] }).Check();

    private static JsonObject Config(MemberSpec spec) => YamlReader.Read(spec.Render().Config());

    private static JsonNode Account(ChannelSpec channel) => Config(Member with { Channels = [channel] })["channels"]![channel.Type]!["accounts"]!["x"]!;
}
