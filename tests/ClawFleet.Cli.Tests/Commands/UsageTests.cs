using ClawFleet.Cli.Commands;
using ClawFleet.Cli.Tests.Presentation;

namespace ClawFleet.Cli.Tests.Commands;

public sealed class UsageTests
{
    [Theory]
    [InlineData("upp", "Did you mean 'up'?")]
    [InlineData("dwon", "Did you mean 'down'?")]
    [InlineData("up --detatch", "Did you mean '--detach'?")]
    [InlineData("ps --jsno", "Did you mean '--json'?")]
    [InlineData("down --volume", "Did you mean '--volumes'?")]
    [InlineData("run --tokn x", "Did you mean '--token'?")]
    [InlineData("config shw", "Did you mean 'show'?")]
    [InlineData("chta", "Did you mean 'chat'?")]
    [InlineData("chat one hello --no-steam", "Did you mean '--no-stream'?")]
    [InlineData("imgae list", "Did you mean 'image'?")]
    [InlineData("image biuld", "Did you mean 'build'?")]
    [InlineData("image build --simualted", "Did you mean '--simulated'?")]
    public async Task A_mistyped_word_is_refused_with_the_one_that_was_meant(string line, string suggestion)
    {
        var (exitCode, console) = await RunAsync(line);

        Assert.Equal((ExitCodes.Usage, ""), (exitCode, console.OutText));
        Assert.Contains(suggestion, console.ErrorText);
        Assert.Contains("--help' says what it takes.", console.ErrorText);
    }

    [Theory]
    [InlineData("")]
    [InlineData("config")]
    [InlineData("exec openclaw")]
    [InlineData("exec")]
    [InlineData("run")]
    [InlineData("logs --tail many")]
    [InlineData("logs --tail -1")]
    [InlineData("config show --format xml")]
    [InlineData("run zeroclaw --simulate perhaps")]
    [InlineData("down everything")]
    [InlineData("chat")]
    [InlineData("chat one two three")]
    [InlineData("chat one hello --timeout soon")]
    [InlineData("chat one hello --timeout 0s")]
    [InlineData("chat one hello --session a/b")]
    [InlineData("chat one hello --session")]
    [InlineData("publish")]
    [InlineData("publish kubernetes")]
    [InlineData("publish kubernetes -o k8s --namespace Agents")]
    [InlineData("publish kubernetes -o k8s --namespace -a")]
    [InlineData("publish kubernetes -o k8s --registry https://registry.example")]
    [InlineData("publish kubernetes -o k8s --storage-class fast_disk")]
    [InlineData("publish compose")]
    [InlineData("publish compose -o out --registry ghcr.io/Team")]
    [InlineData("image")]
    [InlineData("image push zeroclaw")]
    [InlineData("image verify")]
    [InlineData("image sbom")]
    [InlineData("image build --platform windows/amd64")]
    [InlineData("image build --registry ghcr.io/Team")]
    [InlineData("image build --registry ghcr.io/team/")]
    [InlineData("image build --registry ghcr.io/team:1")]
    public async Task A_command_line_that_makes_no_sense_is_exit_code_2_on_standard_error(string line)
    {
        var (exitCode, console) = await RunAsync(line);

        Assert.Equal((ExitCodes.Usage, ""), (exitCode, console.OutText));
        Assert.StartsWith("clawden: ", console.ErrorText);
    }

    [Fact]
    public async Task A_word_like_no_other_gets_no_suggestion()
    {
        var (_, console) = await RunAsync("frobnicate");

        Assert.DoesNotContain("Did you mean", console.ErrorText);
    }

    [Fact]
    public async Task Types_of_the_program_never_reach_the_user()
    {
        var (_, console) = await RunAsync("logs --tail many");

        Assert.Equal("clawden: --tail takes a number of lines, not 'many'.\n'clawden logs --help' says what it takes.\n", console.ErrorText);
    }

    [Theory]
    [InlineData("chat one hello --timeout soon", "clawden: --timeout takes a time such as 30s, 10m or 1h, not 'soon'.\n'clawden chat --help' says what it takes.\n")]
    [InlineData("chat one hello --session a/b", "clawden: --session takes 1 to 64 letters, digits, dots, hyphens and underscores, not 'a/b'.\n'clawden chat --help' says what it takes.\n")]
    public async Task Chat_says_what_its_options_take(string line, string said)
    {
        var (_, console) = await RunAsync(line);

        Assert.Equal(said, console.ErrorText);
    }

    [Theory]
    [InlineData("image push --registry https://ghcr.io/team", "clawden: --registry takes no address: leave 'https://' away.\n")]
    [InlineData("image build --registry ghcr.io/team:latest", "clawden: 'ghcr.io/team:latest' is no registry: HOST[:PORT][/PATH] in small letters, without a tag, such as ghcr.io/team.\n")]
    public async Task Image_says_what_a_registry_is(string line, string said)
    {
        var (_, console) = await RunAsync(line);

        Assert.StartsWith(said, console.ErrorText);
    }

    [Fact]
    public async Task Publish_says_what_a_size_is()
    {
        var (_, console) = await RunAsync("publish kubernetes -o k8s --storage much");

        Assert.Equal("clawden: --storage takes a size such as 10Gi, not 'much'.\n'clawden publish kubernetes --help' says what it takes.\n", console.ErrorText);
    }

    [Fact]
    public async Task Run_refuses_a_token_without_a_channel()
    {
        var (exitCode, console) = await RunAsync("run zeroclaw --token 123:abc");

        Assert.Equal(ExitCodes.Usage, exitCode);
        Assert.DoesNotContain("123:abc", console.ErrorText);
    }

    [Theory]
    [InlineData("up", "up", 0)]
    [InlineData("upp", "up", 1)]
    [InlineData("dwon", "down", 1)]
    [InlineData("", "ps", 2)]
    [InlineData("logs", "exec", 4)]
    public void Distance_counts_insertions_deletions_replacements_and_swaps(string left, string right, int distance) =>
        Assert.Equal(distance, Suggestion.Distance(left, right));

    private static async Task<(int ExitCode, RecordedConsole Console)> RunAsync(string line)
    {
        var console = new RecordedConsole();
        return (await ClawdenApp.RunAsync(line.Split(' ', StringSplitOptions.RemoveEmptyEntries), console.Console), console);
    }
}
