using System.Text;
using System.Text.RegularExpressions;
using ClawFleet.EndToEnd.Fixture;
using ClawFleet.Engine;

namespace ClawFleet.EndToEnd.Secrets;

/// <summary>
/// Every channel of every runtime in one fleet, with every secret that it takes, on a network without a way out: each secret is with its own member, and in no image, argument, log,
/// label, setting or output, and with no other member.
/// </summary>
[Collection(nameof(WholeFleets))]
public sealed partial class EveryChannelsSecrets
{
    [Fact]
    public async Task Each_is_with_its_own_member_and_nowhere_else()
    {
        // Generated from the channels' grid; the model's tests hold it to that.
        var text = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "tests", "ClawFleet.EndToEnd", "testdata", "every-channel.yaml"));
        await using var fleet = new TempFleet(text);
        var secrets = Variables().Matches(text).Select(m => m.Value).Distinct().Select((name, i) => (Name: name, Value: $"scan-{i:000}-{Guid.NewGuid():N}")).ToList();
        foreach (var (name, value) in secrets)
        {
            fleet.Variables[name] = value;
        }

        var said = await UpAsync(fleet);
        await using var engine = new DockerEngine();
        var containers = await fleet.ContainersAsync();
        Assert.Equal(["ironclaw", "ironclaw-postgres", "microclaw", "nanoclaw", "nullclaw", "openclaw", "picoclaw", "zeroclaw"], containers.Keys.Order());
        AssertNone(secrets, "what `up` says", said.All);
        foreach (var (member, container) in containers)
        {
            var details = await engine.InspectContainerAsync(container.Id, CancellationToken.None);
            Assert.True(details.State == ContainerState.Running, $"{member}: {details.State}");
            var image = await engine.FindImageAsync(details.ImageId, CancellationToken.None);
            AssertNone(secrets, $"{member}'s settings and labels", details.RawJson);
            AssertNone(secrets, $"{member}'s image", image!.RawJson + string.Join('\n', (await engine.GetImageHistoryAsync(details.ImageId, CancellationToken.None)).Select(l => l.CreatedBy)));
            AssertNone(secrets, $"{member}'s arguments", string.Join('\n', (await engine.TopAsync(container.Id, CancellationToken.None)).Rows.SelectMany(r => r)));
            AssertNone(secrets, $"{member}'s output", await LogAsync(engine, container.Id));

            // The member sees its own, which also shows that the search would find one, and nobody else's.
            var seen = await ReadAsync(engine, container.Id);
            var own = secrets.Where(s => s.Name.StartsWith($"SCAN_{member}_", StringComparison.OrdinalIgnoreCase)).ToList();
            Assert.All(own, s => Assert.Contains(s.Value, seen, StringComparison.Ordinal));
            AssertNone([.. secrets.Except(own)], $"what {member} can read", seen);
        }

        string[][] commands = [["config", "validate"], ["config", "show"], ["ps", "--json"], ["logs"], .. containers.Keys.Where(m => m != "ironclaw-postgres").SelectMany(m => (string[][])[["config", "show", m, "--format", "native"], ["config", "show", m, "--format", "env"]])];
        foreach (var command in commands)
        {
            AssertNone(secrets, string.Join(' ', command), (await fleet.RunAsync(command)).Exits(0).All);
        }
    }

    private static async Task<CliResult> UpAsync(TempFleet fleet)
    {
        // OpenClaw is always the real one, and its first build takes minutes.
        await using var up = fleet.Start("up", "-d");
        return (await up.EndsAsync(TimeSpan.FromMinutes(12))).Exits(0);
    }

    private static async Task<string> LogAsync(DockerEngine engine, string container)
    {
        var log = new StringBuilder();
        await foreach (var line in engine.ReadLogsAsync(container, new LogQuery(Follow: false), CancellationToken.None))
        {
            log.AppendLine(line.Text);
        }

        return log.ToString();
    }

    /// <summary>Its secret files and its configuration.</summary>
    private static async Task<string> ReadAsync(DockerEngine engine, string container)
    {
        var read = await engine.ExecAsync(container, new ExecSpec(["sh", "-c", "cat /run/secrets/* 2>/dev/null; find /config -type f -exec cat {} + 2>/dev/null; true"]), CancellationToken.None);
        return read.Stdout;
    }

    private static void AssertNone(List<(string Name, string Value)> secrets, string place, string text)
    {
        var found = secrets.Where(s => text.Contains(s.Value, StringComparison.Ordinal) || text.Contains(Convert.ToBase64String(Encoding.UTF8.GetBytes(s.Value)), StringComparison.Ordinal)).Select(s => s.Name).ToList();
        Assert.True(found.Count == 0, $"expected no secret in {place}; seen: {string.Join(", ", found)}");
    }

    [GeneratedRegex("SCAN_[A-Z0-9_]+")]
    private static partial Regex Variables();
}
