using System.Text.Json.Nodes;
using ClawFleet.Init.Tests.Support;
using ClawFleet.Runtimes;

namespace ClawFleet.Init.Tests.Running;

public class RunTests(PublishedInit init)
{
    private const string Report = "echo pid=$$; echo args=\"$@\"; echo dir=$PWD; grep SigIgn /proc/self/status; env | sort | sed 's/^/env:/'";

    [Fact]
    public async Task Clawinit_becomes_the_runtime()
    {
        using var box = new Sandbox(init, "openclaw").Program("openclaw", Report + "; exit 7");
        var run = await box.RunAsync("run", "--", "--verbose", "two words");
        Assert.Equal(7, run.Code);
        Assert.Contains($"pid={run.ProcessId}\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("args=gateway run --port 18789 --verbose two words\n", run.Output, StringComparison.Ordinal);
        Assert.Contains($"dir={box.At("workspace")}\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("SigIgn:\t0000000000000000\n", run.Output, StringComparison.Ordinal);
        Assert.Empty(run.Error);
    }

    [Theory]
    [InlineData("--a b", "--a b")]
    [InlineData("[\"--a\",\"b c\"]", "--a b c")]
    public async Task Extra_arguments_come_from_the_environment_too(string value, string arguments)
    {
        using var box = new Sandbox(init, "zeroclaw").Program("zeroclaw", Report).With("CLAWFLEET_NATIVE_EXTRA_ARGS", value);
        Assert.Contains($"args=daemon --host 0.0.0.0 --port 42617 {arguments}\n", (await box.RunAsync()).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_variable_that_names_a_secret_reaches_the_runtime_as_its_value()
    {
        using var box = new Sandbox(init, "zeroclaw").Program("zeroclaw", Report).Secret("gh-token", "hunter2\n").With("GITHUB_TOKEN", "secret://GH_TOKEN");
        Assert.Contains("env:GITHUB_TOKEN=hunter2\n", (await box.RunAsync()).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_variable_that_names_a_missing_secret_is_bad_configuration()
    {
        using var box = new Sandbox(init, "zeroclaw").Program("zeroclaw", Report).With("GITHUB_TOKEN", "secret://GH_TOKEN");
        var run = await box.RunAsync();
        Assert.Equal(78, run.Code);
        Assert.Equal($"the secret GH_TOKEN for the variable GITHUB_TOKEN is missing: give the file {box.At("secrets")}/gh-token", run.OneLine);
    }

    [Fact]
    public async Task The_key_for_telemetry_reaches_the_runtime_and_without_it_nothing_is_sent_and_the_runtime_starts()
    {
        using var box = new Sandbox(init, "zeroclaw").Program("zeroclaw", Report).With("OTEL_EXPORTER_OTLP_HEADERS", "secret://OTEL_EXPORTER_OTLP_HEADERS").With("OTEL_EXPORTER_OTLP_ENDPOINT", "http://172.30.0.1:4318");
        var without = await box.RunAsync();
        Assert.Equal(0, without.Code);
        Assert.DoesNotContain("OTEL_", without.Output, StringComparison.Ordinal);
        var told = (await box.Secret("otel-exporter-otlp-headers", "x-otlp-api-key=abc\n").RunAsync()).Output;
        Assert.Contains("env:OTEL_EXPORTER_OTLP_HEADERS=x-otlp-api-key=abc\n", told, StringComparison.Ordinal);
        Assert.Contains("env:OTEL_EXPORTER_OTLP_ENDPOINT=http://172.30.0.1:4318\n", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_telegram_token_and_an_allow_list_are_enough()
    {
        using var box = new Sandbox(init, "openclaw").Program("openclaw", "true").Secret("telegram-bot-token", "12:secret-token\n").With("TELEGRAM_ALLOWED_USERS", "42");
        var run = await box.RunAsync();
        Assert.Equal(0, run.Code);
        Assert.Empty(run.Error);
        var config = JsonNode.Parse(box.Read("config/openclaw.json"))!;
        Assert.Equal("42", (string?)config["channels"]!["telegram"]!["allowFrom"]![0]);
        Assert.Equal("/TELEGRAM_BOT_TOKEN", (string?)config["channels"]!["telegram"]!["botToken"]!["id"]);
        Assert.Equal("12:secret-token", (string?)JsonNode.Parse(box.Read("config/secrets/openclaw.json"))!["TELEGRAM_BOT_TOKEN"]);
    }

    [Fact]
    public async Task Files_are_private_and_fresh_at_each_start()
    {
        using var box = new Sandbox(init, "openclaw").Program("openclaw", "true").With("CLAWFLEET_CONFIG__logging__level", "debug");
        var baked = box.Read("defaults/openclaw/default.json");
        Assert.Equal(0, (await box.RunAsync()).Code);
        Assert.Contains("\"level\": \"debug\"", box.Read("config/openclaw.json"), StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(box.At("config/openclaw.json")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(box.At("config/secrets/openclaw.json")));

        box.Environment.Remove("CLAWFLEET_CONFIG__logging__level");
        Assert.Equal(0, (await box.RunAsync()).Code);
        Assert.Contains("\"level\": \"info\"", box.Read("config/openclaw.json"), StringComparison.Ordinal);
        Assert.Equal(baked, box.Read("defaults/openclaw/default.json"));
        Assert.DoesNotContain(Directory.EnumerateFiles(box.Folder, "*.new", SearchOption.AllDirectories), _ => true);
    }

    [Fact]
    public async Task A_users_own_file_wins()
    {
        using var box = new Sandbox(init, "zeroclaw").Program("zeroclaw", Report);
        File.WriteAllText(box.At("config/config.toml"), "schema_version = 3 # mine\n");
        var run = await box.RunAsync();
        Assert.Equal(0, run.Code);
        Assert.Equal("schema_version = 3 # mine\n", box.Read("state/zeroclaw/config.toml"));
        Assert.Equal("schema_version = 3 # mine\n", box.Read("config/config.toml"));
        Assert.DoesNotContain("# mine", (await box.RunAsync("render", "--stdout")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_api_token_is_made_up_once_and_kept()
    {
        using var box = new Sandbox(init, "zeroclaw").Program("zeroclaw", Report);
        var first = Token((await box.RunAsync()).Output);
        Assert.Equal(first, Token((await box.RunAsync()).Output));
        Assert.Contains(box.Read("state/clawfleet/clawfleet-api-token"), first, StringComparison.Ordinal);
        Assert.Equal(64, box.Read("state/clawfleet/clawfleet-api-token").Length);
        static string Token(string output) => output.Split('\n').Single(l => l.StartsWith("env:ZEROCLAW_gateway__paired_tokens=", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_runtime_sees_neither_our_variables_nor_stray_credentials()
    {
        using var box = new Sandbox(init, "openclaw").Program("openclaw", Report).With("OPENROUTER_API_KEY", "stray-secret").With("MY_OWN", "kept");
        var run = await box.RunAsync();
        Assert.Contains("env:MY_OWN=kept\n", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("CLAWFLEET", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("stray-secret", run.Output, StringComparison.Ordinal);
        Assert.Contains("OPENROUTER_API_KEY", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("stray-secret", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_given_spec_is_followed()
    {
        var spec = new MemberSpec { Fleet = "home", Member = "zed", Runtime = "zeroclaw", Port = 4001, Provider = new ProviderSpec("groq", "groq", null, "secret://GROQ_API_KEY", null), Model = "llama", ApiToken = "secret://ZED_TOKEN" };
        using var box = new Sandbox(init, "zeroclaw").Program("zeroclaw", Report).Secret("groq-api-key", "key-1").Secret("zed-token", "tok-1").With(MemberSpecJson.EnvironmentVariable, MemberSpecJson.Write(spec));
        var run = await box.RunAsync();
        Assert.Contains("args=daemon --host 0.0.0.0 --port 4001\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("env:ZEROCLAW_providers__models__groq__main__api_key=key-1\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("env:ZEROCLAW_gateway__paired_tokens=[\"tok-1\"]\n", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("tok-1", box.Read("state/zeroclaw/config.toml"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_workspace_gets_the_scaffold_and_a_used_one_is_left_alone()
    {
        using var box = new Sandbox(init, "openclaw").Program("openclaw", "true");
        Directory.CreateDirectory(box.At("defaults/openclaw/workspace/notes"));
        File.WriteAllText(box.At("defaults/openclaw/workspace/notes/A.md"), "start");
        Assert.Equal(0, (await box.RunAsync()).Code);
        Assert.Equal("start", box.Read("workspace/notes/A.md"));
        File.Delete(box.At("workspace/notes/A.md"));
        Assert.Equal(0, (await box.RunAsync()).Code);
        Assert.False(File.Exists(box.At("workspace/notes/A.md")));
    }

    [Fact]
    public async Task Render_masks_every_secret_and_writes_nothing()
    {
        using var box = new Sandbox(init, "ironclaw").Secret("openai-api-key", "sk-real").With("CLAWDEN_LLM_PROVIDER", "openai").With("CLAWDEN_LLM_MODEL", "gpt");
        var run = await box.RunAsync("render", "--stdout");
        Assert.Equal(0, run.Code);
        Assert.Contains("OPENAI_API_KEY=<OPENAI_API_KEY>\n", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("sk-real", run.Output, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(box.At("state")));
    }
}
