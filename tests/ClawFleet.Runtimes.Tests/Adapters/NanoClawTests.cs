using System.Text.Json.Nodes;

namespace ClawFleet.Runtimes.Tests.Adapters;

public class NanoClawTests
{
    private static MemberSpec Member => Members.Of("nanoclaw").WithModel();

    [Theory]
    [InlineData("alice", "is no Telegram user id")]
    [InlineData("*", "everybody in direct chats")]
    [InlineData("-", "is no Telegram user id")]
    public void A_user_whom_NanoClaw_cannot_know_beforehand_is_refused(string user, string what) =>
        Assert.Contains(Telegram(users: [user]).Check(), f => f is { IsError: true, Path: "channels.desk.allowed_users" } && f.What.Contains(what, StringComparison.Ordinal));

    [Fact]
    public void Nobody_is_let_in_without_a_list_and_that_is_said()
    {
        var member = Telegram(users: null);
        Assert.Contains(member.Check(), f => !f.IsError && f.What == "nobody may talk to the bot");
        Assert.Empty(Fleet(member)["members"]!.AsArray());
        Assert.Empty(Fleet(member)["chats"]!.AsArray());
    }

    [Fact]
    public void A_group_is_open_only_to_those_on_the_list_unless_everybody_is()
    {
        Assert.Equal("strict", Policy(Telegram(["42"], ["-7"]), "telegram:-7"));
        Assert.Equal("public", Policy(Telegram(["*", "42"], ["-7"]), "telegram:-7"));
        Assert.Equal("strict", Policy(Telegram(["*", "42"], ["-7"]), "telegram:42"));
    }

    [Fact]
    public void A_second_bot_is_refused()
    {
        var member = Telegram(["42"]);
        member = member with { Channels = member.Channels.Add(member.Channels[0] with { Name = "other" }) };
        Assert.Contains(member.Check(), f => f is { IsError: true, Path: "channels.other", What: "a second Telegram bot" });
    }

    [Theory]
    [InlineData("openai")]
    [InlineData("google")]
    [InlineData("openrouter")]
    [InlineData("ollama")]
    public void A_provider_that_does_not_speak_Anthropics_API_is_refused(string type) =>
        Assert.Contains(Members.Of("nanoclaw").WithModel(type).Check(), f => f is { IsError: true, Path: "provider" } && f.Why.Contains("Messages API alone", StringComparison.Ordinal));

    [Theory]
    [InlineData("""{"log":{"level":"debug"}}""", "config.log")]
    [InlineData("""{"env":{"TELEGRAM_BOT_TOKN":"x"}}""", "config.env.TELEGRAM_BOT_TOKN")]
    [InlineData("""{"env":{"ONECLI_URL":"http://x"}}""", "config.env.ONECLI_URL")]
    [InlineData("""{"agent":{"provider":"codex"}}""", "config.agent.provider")]
    [InlineData("""{"agent":{"packages_apt":["jq"]}}""", "config.agent.packages_apt")]
    [InlineData("""{"agent":{"effort":"heroic"}}""", "config.agent.effort")]
    [InlineData("""{"agent":{"mcp_servers":{"x":{"command":"y","env":{"K":"secret://K"}}}}}""", "config.agent.mcp_servers")]
    public void A_setting_that_goes_nowhere_is_refused(string config, string place) =>
        Assert.Contains(Member.WithConfig(config).Check(), f => f.IsError && f.Path == place);

    [Fact]
    public void A_variable_of_a_channel_that_may_not_be_in_the_image_is_warned_of() =>
        Assert.Equal(
            [(false, "config.env.SLACK_BOT_TOKEN")],
            Member.WithConfig("""{"env":{"SLACK_BOT_TOKEN":"secret://SLACK","TZ":"Europe/Berlin"}}""").Check().Select(f => (f.IsError, f.Path)));

    [Fact]
    public void A_variable_of_the_container_is_checked_like_the_file()
    {
        Assert.Equal(7, (int)Fleet(Member.Render(("CLAWFLEET_CONFIG__agent__max_messages_per_prompt", "7")))["agent"]!["max_messages_per_prompt"]!);
        Assert.Contains("config.env.NONSENSE", Assert.Throws<RenderException>(() => Member.Render(("CLAWFLEET_CONFIG__env__NONSENSE", "x"))).Message, StringComparison.Ordinal);
        Assert.Contains("belongs to ClawFleet", Assert.Throws<RenderException>(() => Member.Render(("CLAWFLEET_CONFIG__agent__model", "x"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_models_key_is_where_NanoClaw_itself_does_not_look()
    {
        var launch = Member.Render();
        Assert.Contains("ANTHROPIC_API_KEY=value-of-MODEL_KEY", File(launch, "agent.env"), StringComparison.Ordinal);
        Assert.DoesNotContain("value-of-MODEL_KEY", File(launch, "nanoclaw.env") + File(launch, "fleet.json") + string.Concat(launch.Environment.Values), StringComparison.Ordinal);
        Assert.All(launch.Files, f => Assert.StartsWith("/config/nanoclaw", f.Path, StringComparison.Ordinal));
    }

    [Fact]
    public void A_users_own_env_file_is_left_where_it_lies() => Assert.DoesNotContain(Member.Render("TZ=Asia/Tokyo\n").Files, f => f.Path == "/config/nanoclaw.env");

    [Theory]
    [InlineData("plain", "GITHUB_TOKEN=plain\n")]
    [InlineData(" blanks ", "GITHUB_TOKEN=\" blanks \"\n")]
    [InlineData("\"quoted\"", "GITHUB_TOKEN=\"\"quoted\"\"\n")]
    [InlineData("it's #1 at home", "GITHUB_TOKEN=it's #1 at home\n")]
    public void The_env_file_is_written_as_NanoClaw_reads_it(string value, string line) =>
        Assert.StartsWith(line, File(WithGitHub(value).Render(), "nanoclaw.env"), StringComparison.Ordinal);

    [Fact]
    public void A_value_of_two_lines_is_refused_by_name() =>
        Assert.Contains("GITHUB_TOKEN", Assert.Throws<RenderException>(() => WithGitHub("a\nb").Render()).Message, StringComparison.Ordinal);

    private static MemberSpec WithGitHub(string value) => Member with { Config = new JsonObject { ["env"] = new JsonObject { ["GITHUB_TOKEN"] = value } } };

    private static MemberSpec Telegram(string[]? users, string[]? groups = null)
    {
        var member = Member.WithChannel("telegram", ("token", "secret://T"));
        return member with { Channels = [member.Channels[0] with { Name = "desk", AllowedUsers = users is null ? null : [.. users], AllowedChannels = groups is null ? null : [.. groups] }] };
    }

    private static string Policy(MemberSpec member, string chat) => (string)Fleet(member)["chats"]!.AsArray().Single(c => (string)c!["platformId"]! == chat)!["policy"]!;

    private static JsonNode Fleet(MemberSpec member) => Fleet(member.Render());

    private static JsonNode Fleet(NativeLaunch launch) => JsonNode.Parse(File(launch, "fleet.json"))!;

    private static string File(NativeLaunch launch, string name) => launch.Files.Single(f => f.Path.EndsWith(name, StringComparison.Ordinal)).Text;
}
