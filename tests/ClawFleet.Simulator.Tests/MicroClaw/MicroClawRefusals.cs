using System.Net;
using System.Net.Sockets;
using ClawFleet.Simulator.Tests.Processes;
using static ClawFleet.Simulator.Tests.MicroClaw.MicroClawFleetMember;

namespace ClawFleet.Simulator.Tests.MicroClaw;

public sealed class MicroClawRefusals : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("a file that is no YAML", "api_key: [", "Failed to parse")]
    [InlineData("no key", "llm_provider: openai", "api_key is required")]
    [InlineData("an empty key", "api_key: \"\"", "api_key is required")]
    [InlineData("a port that is text", "api_key: k\nweb_port: \"1\"", "invalid type for `web_port`")]
    [InlineData("a flag that is text", "api_key: k\nreflector_enabled: \"no\"", "expected true or false")]
    [InlineData("a key that is a number", "api_key: 1", "invalid type for `api_key`")]
    [InlineData("one token instead of a list", "api_key: k\na2a: {shared_tokens: t}", "expected an array of strings")]
    [InlineData("a word outside its list", "api_key: k\nworking_dir_isolation: none", "unknown variant `none`")]
    [InlineData("no channel", "api_key: k\nweb_enabled: false", "At least one channel must be enabled")]
    [InlineData("a channel that the check does not count", "api_key: k\nchannels: {web: {enabled: false}, whatsapp: {enabled: true}}", "At least one channel must be enabled")]
    public async Task Refuses_with_exit_code_1(string what, string config, string message)
    {
        await using var microclaw = Start(_folder, config);

        await microclaw.RefusesAsync(1, message, what);
    }

    [Theory]
    [InlineData("whatsapp: {access_token: t, phone_number_id: p, allowed_user_ids: [\"1\"]}", "whatsapp")]
    [InlineData("telegram: {bot_token: t, allowed_user_ids: [\"1\"]}", "telegram")]
    [InlineData("telegram: {accounts: {a: {bot_token: t}, b: {bot_username: x}}}", "telegram")]
    [InlineData("irc: {server: s, nick: n, port: 6667}", "irc")]
    [InlineData("matrix: {homeserver_url: h, access_token: t, bot_user_id: b}", "matrix")]
    [InlineData("slack: {bot_token: t, app_token: \"\"}", "slack")]
    public async Task A_channel_that_does_not_fit_is_dropped_and_the_rest_goes_on(string channel, string name)
    {
        await using var microclaw = Start(_folder, Config[..Config.IndexOf("  telegram:", StringComparison.Ordinal)] + "  " + channel);
        await microclaw.ListeningAsync();

        Assert.Contains($"channel {name} is not started", microclaw.Said, StringComparison.Ordinal);
        Assert.DoesNotContain($"channel {name}: started", microclaw.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_account_starts_and_the_default_keeps_the_plain_name()
    {
        await using var microclaw = Start(_folder, Config);
        await microclaw.ListeningAsync();

        Assert.Contains("channel telegram: started", microclaw.Said, StringComparison.Ordinal);
        Assert.Contains("channel telegram.lab: started", microclaw.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_key_is_warned_of_alone()
    {
        await using var microclaw = Start(_folder, Config + "\nmax_token: 5");
        await microclaw.ListeningAsync();

        Assert.Contains("unknown config key `max_token` is ignored", microclaw.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_is_taken_leaves_it_running_without_a_web_server()
    {
        using var holder = new TcpListener(IPAddress.Loopback, 0);
        holder.Start();
        await using var microclaw = Start(_folder, Config.Replace("web_port: 0", $"web_port: {((IPEndPoint)holder.LocalEndpoint).Port}", StringComparison.Ordinal));

        await microclaw.SaidAsync("Failed to bind web server");
        Assert.False(microclaw.HasExited);
    }

    [Theory]
    [InlineData("--no-such-flag")]
    [InlineData("web", "password")]
    [InlineData("start", "extra")]
    public async Task Refuses_arguments_outside_its_grammar_with_exit_code_2(params string[] arguments)
    {
        await using var microclaw = Start(_folder, Config, arguments);

        Assert.Equal(2, await microclaw.ExitAsync());
    }

    [Theory]
    [InlineData(Config, 0)]
    [InlineData("api_key: [", 1)]
    [InlineData(null, 2)]
    public async Task Config_check_tells_whether_a_file_is_valid(string? config, int exitCode)
    {
        await using var microclaw = Start(_folder, config, "config", "check");

        Assert.Equal(exitCode, await microclaw.ExitAsync());
    }
}
