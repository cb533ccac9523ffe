using System.Net;
using System.Net.Sockets;
using ClawFleet.Simulator.Tests.Processes;
using static ClawFleet.Simulator.Tests.ZeroClaw.ZeroClawFleetMember;

namespace ClawFleet.Simulator.Tests.ZeroClaw;

public sealed class ZeroClawRefusals : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("a file that is no TOML", "schema_version = 3\n[gateway", "failed to parse config file")]
    [InlineData("a table given twice", "schema_version = 3\n[gateway]\nport = 1\n[gateway]\nport = 2", "failed to parse config file")]
    [InlineData("a newer schema", "schema_version = 4", "schema_version 4 is newer")]
    [InlineData("an unknown section", "schema_version = 3\n[gatway]\nport = 1", "unknown field `gatway`")]
    [InlineData("an unknown key", "schema_version = 3\n[gateway]\nlisten = \"0.0.0.0\"", "unknown field `gateway.listen`")]
    [InlineData("an unknown provider family", "schema_version = 3\n[providers.models.opnai.main]\nmodel = \"x\"", "unknown field `providers.models.opnai`")]
    [InlineData("an unknown channel type", "schema_version = 3\n[channels.carrier_pigeon.a]\nenabled = true", "unknown field `channels.carrier_pigeon`")]
    [InlineData("a port that is text", "schema_version = 3\n[gateway]\nport = \"42617\"", "invalid type for `gateway.port`: expected an integer")]
    [InlineData("a flag that is text", "schema_version = 3\n[gateway]\nrequire_pairing = \"no\"", "expected true or false")]
    [InlineData("one token instead of a list", "schema_version = 3\n[gateway]\npaired_tokens = \"t\"", "expected an array of strings")]
    [InlineData("an agent whose provider is not there", "schema_version = 3\n[agents.main]\nmodel_provider = \"openai.main\"", "[providers.models.openai.main] is not configured")]
    [InlineData("an agent whose channel is not there", "schema_version = 3\n[agents.main]\nchannels = [\"telegram.desk\"]", "channels.telegram.desk is not configured")]
    [InlineData("an agent whose risk profile is not there", "schema_version = 3\n[agents.main]\nrisk_profile = \"main\"", "risk_profiles.main is not configured")]
    [InlineData("an agent whose runtime profile is not there", "schema_version = 3\n[agents.main]\nruntime_profile = \"main\"", "runtime_profiles.main is not configured")]
    [InlineData("a peer group whose channel is not there", "schema_version = 3\n[peer_groups.desk]\nchannel = \"telegram.desk\"", "[channels.telegram.desk] is not configured")]
    [InlineData("an enabled channel without its credential", "schema_version = 3\n[channels.telegram.desk]\nenabled = true", "channels.telegram.desk is enabled but has no bot_token")]
    [InlineData("a word outside its list", "schema_version = 3\n[memory]\nbackend = \"postgres\"", "unknown variant `postgres` for `memory.backend`")]
    [InlineData("an autonomy level that is none", "schema_version = 3\n[risk_profiles.main]\nlevel = \"yolo\"", "unknown variant `yolo` for `risk_profiles.main.level`")]
    public async Task Refuses_with_exit_code_1(string what, string config, string message)
    {
        await using var zeroclaw = Daemon(_folder, config);

        await zeroclaw.RefusesAsync(1, message, what);
    }

    [Theory]
    [InlineData("ZEROCLAW_gateway__hst", "0.0.0.0", "no schema field has env-form `gateway__hst`")]
    [InlineData("ZEROCLAW_api_key", "k", "no schema field has env-form `api_key`")]
    [InlineData("ZEROCLAW_gateway", "x", "is a table")]
    [InlineData("ZEROCLAW_agents___main__enabled", "true", "invalid alias `_main`")]
    [InlineData("ZEROCLAW_schema_version", "3", "not overridable")]
    [InlineData("ZEROCLAW_gateway__port", "many", "the value is not an integer")]
    [InlineData("ZEROCLAW_gateway__paired_tokens", "[1]", "the value is not an array of strings")]
    public async Task Refuses_a_mirror_variable_that_is_no_setting(string name, string value, string message)
    {
        await using var zeroclaw = Daemon(_folder, Config, (name, value));

        Assert.Equal(1, await zeroclaw.ExitAsync());
        Assert.Contains(message, zeroclaw.Said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--no-such-flag")]
    [InlineData("--port", "99999")]
    [InlineData("--port")]
    [InlineData("extra")]
    public async Task Refuses_arguments_outside_its_grammar_with_exit_code_2(params string[] arguments)
    {
        await using var zeroclaw = Daemon(_folder, Config, arguments);

        Assert.Equal(2, await zeroclaw.ExitAsync());
    }

    [Fact]
    public async Task Refuses_to_start_without_a_subcommand()
    {
        await using var zeroclaw = SimulatorProcess.Start(_folder.Path, ["--as", "zeroclaw"]);

        Assert.Equal(2, await zeroclaw.ExitAsync());
    }

    [Fact]
    public async Task Refuses_a_port_that_is_taken()
    {
        using var holder = new TcpListener(IPAddress.Loopback, 0);
        holder.Start();
        await using var zeroclaw = Daemon(_folder, Config, ["--port", $"{((IPEndPoint)holder.LocalEndpoint).Port}"]);

        Assert.Equal(1, await zeroclaw.ExitAsync());
        Assert.Contains("AddressAlreadyInUse", zeroclaw.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_a_config_directory_that_cannot_be_written()
    {
        _folder.Write("home/config.toml", Config);
        _folder.Write("home/data", "a file where a folder must be");
        await using var zeroclaw = Daemon(_folder, null);

        Assert.Equal(1, await zeroclaw.ExitAsync());
        Assert.Contains("cannot write below", zeroclaw.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Never_repeats_a_secret_it_refuses()
    {
        await using var zeroclaw = Daemon(_folder, Config, ("ZEROCLAW_gateway__paired_tokens", "[\"top-secret\", 1]"));

        Assert.Equal(1, await zeroclaw.ExitAsync());
        Assert.DoesNotContain("top-secret", zeroclaw.Said, StringComparison.Ordinal);
    }
}
