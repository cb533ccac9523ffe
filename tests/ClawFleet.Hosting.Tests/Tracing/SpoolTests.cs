using System.Text.Json;
using ClawFleet.Hosting.Tests.Support;

namespace ClawFleet.Hosting.Tests.Tracing;

public sealed class SpoolTests : IDisposable
{
    private const string Secret = "a-secret-of-twenty-characters";

    private readonly FakeFleet _fleet = new();

    public void Dispose() => _fleet.Dispose();

    [Fact]
    public async Task A_verb_leaves_one_private_file_with_its_trace_in_the_inbox()
    {
        using (new TraceSpool(_fleet.Options))
        {
            await _fleet.UpAsync(Plans.Fleet(Plans.Member("one", 0)) with { Fleet = "spooled-up" });
        }

        var file = Assert.Single(Inbox("spooled-up").Files());
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(file)!));
        }

        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(file, FakeFleet.Token));
        var resource = json.RootElement.GetProperty("resourceSpans")[0];
        Assert.Equal(
            ["service.name=clawden", "service.namespace=spooled-up", "service.instance.id=spooled-up-clawden", "clawfleet.fleet=spooled-up"],
            resource.GetProperty("resource").GetProperty("attributes").EnumerateArray().Select(a => $"{a.GetProperty("key")}={a.GetProperty("value").GetProperty("stringValue")}"));
        var spans = resource.GetProperty("scopeSpans")[0].GetProperty("spans").EnumerateArray().ToList();
        var up = Assert.Single(spans, s => !s.TryGetProperty("parentSpanId", out _));
        Assert.Equal("up", up.GetProperty("name").GetString());
        Assert.All(spans, s => Assert.Equal(up.GetProperty("traceId").GetString(), s.GetProperty("traceId").GetString()));
        Assert.Contains(spans, s => s.GetProperty("name").GetString()!.StartsWith("create ", StringComparison.Ordinal));
    }

    [Fact]
    public void A_secret_in_the_words_of_a_step_is_masked()
    {
        PutSecret("spooled-secret");
        using (new TraceSpool(_fleet.Options))
        using (var up = FleetActivities.Begin("up"))
        {
            up.Of("spooled-secret");
            up.Fail($"refused: {Secret}");
            FleetActivities.Note($"heard {Secret}");
        }

        var text = File.ReadAllText(Assert.Single(Inbox("spooled-secret").Files()));
        Assert.DoesNotContain(Secret, text, StringComparison.Ordinal);
        Assert.Contains("refused: ***", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_that_the_verb_itself_removes_is_masked_too()
    {
        PutSecret("spooled-down");
        using (new TraceSpool(_fleet.Options))
        {
            await FleetActivities.VerbAsync("down", "spooled-down", () =>
            {
                Directory.Delete(_fleet.Options.SecretsRoot, recursive: true);
                return Task.FromResult(true);
            }, _ => $"refused: {Secret}");
        }

        Assert.DoesNotContain(Secret, await File.ReadAllTextAsync(Assert.Single(Inbox("spooled-down").Files()), FakeFleet.Token), StringComparison.Ordinal);
    }

    [Fact]
    public void A_verb_that_is_cut_off_leaves_what_it_did_so_far()
    {
        Directory.CreateDirectory(Path.Combine(_fleet.Options.StateRoot, "spooled-half"));
        var spool = new TraceSpool(_fleet.Options);
        using var up = FleetActivities.Begin("up");
        up.Of("spooled-half");
        spool.Dispose();

        Assert.Contains("interrupted", File.ReadAllText(Assert.Single(Inbox("spooled-half").Files())), StringComparison.Ordinal);
    }

    [Fact]
    public void A_fleet_without_a_state_folder_gets_no_inbox()
    {
        using (new TraceSpool(_fleet.Options))
        using (var down = FleetActivities.Begin("down"))
        {
            down.Of("spooled-nowhere");
        }

        Assert.False(Directory.Exists(Path.Combine(_fleet.Options.StateRoot, "spooled-nowhere")));
    }

    [Fact]
    public void The_oldest_files_go_when_there_are_too_many()
    {
        Directory.CreateDirectory(Path.Combine(_fleet.Options.StateRoot, "spooled-often"));
        var inbox = Inbox("spooled-often");
        for (var i = 0; i < FleetInbox.MostFiles + 5; i++)
        {
            inbox.Put("{}"u8);
        }

        Assert.Equal(FleetInbox.MostFiles, inbox.Files().Count);
        inbox.Put(new byte[FleetInbox.MostBytes - 1]);
        inbox.Put(new byte[1000]);
        Assert.Equal(1000, new FileInfo(Assert.Single(inbox.Files())).Length);
    }

    private FleetInbox Inbox(string fleet) => new(_fleet.Options, fleet);

    private void PutSecret(string fleet)
    {
        Directory.CreateDirectory(Path.Combine(_fleet.Options.StateRoot, fleet));
        var folder = Directory.CreateDirectory(Path.Combine(_fleet.Options.SecretsRoot, fleet, $"{fleet}-one")).FullName;
        File.WriteAllText(Path.Combine(folder, "token"), Secret);
    }
}
