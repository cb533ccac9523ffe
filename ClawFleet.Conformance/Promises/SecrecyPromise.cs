using System.Formats.Tar;
using System.Text;
using ClawFleet.Conformance.Knowledge;
using ClawFleet.Conformance.Reporting;
using ClawFleet.Conformance.Subject;
using ClawFleet.Engine;

namespace ClawFleet.Conformance.Promises;

/// <summary>Secrets are where they must be and nowhere else. The values searched for are the ones the containers were really given.</summary>
[Collection(CollectionsByName.AtRest)]
public sealed class SecrecyPromise(FleetUnderTest fleet)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, EachContainer]
    public async Task Secret_files_are_readable_by_their_container_alone(string member)
    {
        var listed = await fleet.ShellAsync(member, "id -u; stat -L -c '%a %u %n' /run/secrets/* 2>/dev/null; true", Ct);
        var lines = listed.Stdout.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        foreach (var line in lines.Skip(1))
        {
            Assert.True(line.StartsWith($"400 {lines[0]} ", StringComparison.Ordinal), $"expected mode 400 and owner {lines[0]}; seen: {line}");
        }
    }

    [Theory, EachContainer]
    public async Task No_other_member_can_read_its_secrets(string member)
    {
        var own = await fleet.SecretsAsync(member, Ct);
        foreach (var other in fleet.Containers.Where(c => c.Member != fleet.Get(member).Member))
        {
            var shared = (await fleet.SecretsAsync(other.Name, Ct)).Where(s => own.Values.Contains(s.Value)).Select(s => s.Key).ToList();
            Assert.True(shared.Count == 0, $"expected {other.Name} to hold no secret of {member}; seen: {string.Join(", ", shared)}");
        }
    }

    [Theory, EachContainer]
    public async Task No_secret_is_in_inspect(string member)
        => await AssertNowhereAsync("what the engine tells about the container", (await fleet.InspectAsync(member, Ct)).RawJson);

    [Theory, EachContainer]
    public async Task No_secret_is_in_an_argument(string member)
    {
        var top = await fleet.Engine.TopAsync(fleet.Get(member).ContainerName, Ct);
        await AssertNowhereAsync("the engine's process list", string.Join('\n', top.Rows.Select(r => string.Join(' ', r))));

        var lines = await fleet.ShellAsync(member, "for c in /proc/[0-9]*/cmdline; do tr '\\0' ' ' <$c; echo; done 2>/dev/null; true", Ct);
        await AssertNowhereAsync("/proc/*/cmdline", lines.Stdout);
    }

    [Theory, EachContainer]
    public async Task No_secret_is_in_the_log(string member)
    {
        var log = new StringBuilder();
        await foreach (var line in fleet.Engine.ReadLogsAsync(fleet.Get(member).ContainerName, new LogQuery(Follow: false), Ct))
        {
            log.AppendLine(line.Text);
        }

        await AssertNowhereAsync("the container's log", log.ToString());
    }

    [Theory, EachContainer]
    public async Task No_secret_is_in_the_image(string member)
    {
        var container = await fleet.InspectAsync(member, Ct);
        var image = await fleet.Engine.FindImageAsync(container.ImageId, Ct);
        Assert.True(image is not null, $"expected the image {container.ImageId} to be there");
        await AssertNowhereAsync("the image's settings", image.RawJson);

        var history = await fleet.Engine.GetImageHistoryAsync(container.ImageId, Ct);
        await AssertNowhereAsync("the image's history", string.Join('\n', history.Select(l => l.CreatedBy)));

        // The root is read-only, so what the container shows below these folders is what the image's layers hold.
        foreach (var folder in new[] { "/usr/share/clawfleet", "/etc", "/home/clawden" })
        {
            await AssertNowhereAsync($"{folder} of the image", await ReadFilesAsync(container.Id, folder));
        }
    }

    [Theory, EachContainer]
    public async Task Environments_hold_only_the_secrets_that_upstream_demands(string member)
    {
        var runtime = fleet.Get(member).Runtime;
        var demanded = KnownRuntimes.Find(runtime)?.SecretVariables ?? new Dictionary<string, string>();
        var secrets = await AllSecretsAsync();
        var read = await fleet.ShellAsync(member, "for e in /proc/[0-9]*/environ; do p=${e#/proc/}; tr '\\0' '\\n' <$e | while IFS= read -r l; do echo \"${p%/environ} $l\"; done; done 2>/dev/null; true", Ct);
        foreach (var line in read.Stdout.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var leaked = secrets.Keys.FirstOrDefault(v => line.Contains(v, StringComparison.Ordinal));
            if (leaked is null || line.Split(' ', 2) is not [var pid, var variable]) continue;

            var name = variable.Split('=')[0];
            Assert.True(pid != "1", $"expected no secret in the environment of process 1; seen: {secrets[leaked]} in {name}");
            Assert.True(demanded.Keys.Any(d => name.StartsWith(d, StringComparison.Ordinal)), $"expected no secret in the variable {name} of process {pid}, since {runtime} can be told in another way; seen: {secrets[leaked]}");
        }
    }

    private async Task AssertNowhereAsync(string place, string text)
    {
        foreach (var (value, name) in await AllSecretsAsync())
        {
            Assert.False(text.Contains(value, StringComparison.Ordinal), $"expected the secret {name} not to stand in {place}; it does");
            Assert.False(text.Contains(Convert.ToBase64String(Encoding.UTF8.GetBytes(value)), StringComparison.Ordinal), $"expected the secret {name} not to stand in {place} as Base64; it does");
        }
    }

    /// <summary>Every secret of the fleet: value to <c>member/file</c>. Short ones are left out: they would be found by chance.</summary>
    private async Task<IReadOnlyDictionary<string, string>> AllSecretsAsync()
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var container in fleet.Containers.Where(c => fleet.Choice.FailureOf(c.Member) is null))
        {
            foreach (var (file, value) in await fleet.KnownSecretsAsync(container.Name, Ct))
            {
                if (value.Length >= 12) all.TryAdd(value, $"{container.Name}/{file}");
            }
        }

        return all;
    }

    private async Task<string> ReadFilesAsync(string container, string folder)
    {
        var text = new StringBuilder();
        try
        {
            await using var stream = await fleet.Engine.ReadArchiveAsync(container, folder, Ct);
            await using var tar = new TarReader(stream);
            while (await tar.GetNextEntryAsync(copyData: false, Ct) is { } entry)
            {
                if (entry.DataStream is null || entry.Length > 4 << 20) continue;

                using var reader = new StreamReader(entry.DataStream, Encoding.Latin1);
                text.AppendLine(await reader.ReadToEndAsync(Ct));
            }
        }
        catch (EngineException e) when (e.Kind == EngineErrorKind.NotFound)
        {
        }

        return text.ToString();
    }
}
