using ClawFleet.Hosting;
using ClawFleet.Observer.Recording;
using ClawFleet.Telemetry;

namespace ClawFleet.Observer.Tests;

public sealed class InboxTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("clawfleet-observer-").FullName;
    private readonly TelemetryStore _store = new(new TelemetryStoreOptions());
    private readonly List<string> _said = [];
    private readonly FleetHostOptions _options;
    private readonly FleetInbox _inbox;
    private readonly InboxReader _reader;

    public InboxTests()
    {
        _options = new FleetHostOptions(_folder, Path.Combine(_folder, "state"), Path.Combine(_folder, "secrets"));
        _inbox = new FleetInbox(_options, "inbox");
        _reader = new InboxReader(_inbox, _store, TimeProvider.System, new RecorderOptions { Warn = _said.Add });
        Directory.CreateDirectory(Path.Combine(_options.StateRoot, "inbox"));
    }

    public void Dispose()
    {
        _store.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void What_a_command_did_is_in_the_record_whoever_ran_first()
    {
        Leave("up", "stop");
        Assert.Equal(2, _inbox.Files().Count);

        _reader.Take();
        _reader.Take();

        Assert.Empty(_inbox.Files());
        var traces = _store.Traces(new TraceQuery()).Traces;
        Assert.Equal(["stop", "up"], traces.Select(t => t.Name).Order());
        Assert.All(traces, t => Assert.Equal(("clawden", 1), (t.Service, t.Spans)));
        Assert.Empty(_said);
    }

    [Fact]
    public void A_malformed_file_is_set_aside_and_told_once_and_holds_nothing_up()
    {
        Leave("up");
        var folder = Path.GetDirectoryName(_inbox.Files()[0])!;
        File.WriteAllText(Path.Combine(folder, "traces-0.json"), "{\"resourceSpans\":[{");
        File.WriteAllText(Path.Combine(folder, "traces-1.json"), "");

        _reader.Take();
        _reader.Take();

        Assert.Empty(_inbox.Files());
        Assert.Equal("up", Assert.Single(_store.Traces(new TraceQuery()).Traces).Name);
        Assert.Equal(2, _said.Count);
        Assert.All(_said, said => Assert.Contains("set aside as", said, StringComparison.Ordinal));
        Assert.Equal(2, Directory.GetFiles(folder, "*.refused").Length);
    }

    [Fact]
    public void A_record_that_is_in_memory_only_leaves_them_to_the_one_on_disk()
    {
        Leave("up");
        var folder = Path.Combine(_folder, "telemetry");
        using var first = new TelemetryStore(new TelemetryStoreOptions { Folder = folder });
        using var second = new TelemetryStore(new TelemetryStoreOptions { Folder = folder });
        new InboxReader(_inbox, second, TimeProvider.System, new RecorderOptions()).Take();
        Assert.Single(_inbox.Files());

        new InboxReader(_inbox, first, TimeProvider.System, new RecorderOptions()).Take();
        Assert.Empty(_inbox.Files());
    }

    private void Leave(params string[] verbs)
    {
        using var spool = new TraceSpool(_options);
        foreach (var verb in verbs)
        {
            using var activity = FleetActivities.Begin(verb);
            activity.Of("inbox");
        }
    }
}
