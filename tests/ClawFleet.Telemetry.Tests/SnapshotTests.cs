using System.Text;

namespace ClawFleet.Telemetry.Tests;

public sealed class SnapshotTests
{
    [Fact]
    public void Files_into_which_nothing_was_written_since_are_left_out()
    {
        using var folder = new TestFolder();
        using var store = new TelemetryStore(new TelemetryStoreOptions { Folder = folder.Path, Logs = new SignalLimit(80, 1 << 20) });
        for (var i = 0; i < 15; i++)
            store.AppendJson(Signal.Logs, Otlp.Logs("a", Otlp.Log($"{i}")));
        File.SetLastWriteTimeUtc(folder.Segments.Order().First(), DateTime.UtcNow.AddHours(-2));

        using var snapshot = TelemetryStore.ReadSnapshot(folder.Path, since: DateTimeOffset.UtcNow.AddHours(-1));
        Assert.Equal(["10", "11", "12", "13", "14"], snapshot.Logs(new LogQuery()).Records.Select(r => r.Body.ToString()).Order());
    }

    [Fact]
    public void A_folder_that_is_written_can_be_read_and_is_not_disturbed()
    {
        using var folder = new TestFolder();
        using var writing = new TelemetryStore(new TelemetryStoreOptions { Folder = folder.Path });
        writing.AppendJson(Signal.Logs, Otlp.Logs("one", Otlp.Log("first")));

        using (var snapshot = TelemetryStore.ReadSnapshot(folder.Path))
        {
            writing.AppendJson(Signal.Logs, Otlp.Logs("one", Otlp.Log("second")));
            snapshot.AppendJson(Signal.Logs, Otlp.Logs("two", Otlp.Log("of the snapshot alone")));
            Assert.Equal(["of the snapshot alone", "first"], snapshot.Logs(new LogQuery()).Records.Select(r => r.Body.ToString()));
        }

        Assert.Null(writing.Status.DiskFault);
        using var later = TelemetryStore.ReadSnapshot(folder.Path, Signal.Logs);
        Assert.Equal(["first", "second"], later.Logs(new LogQuery()).Records.Select(r => r.Body.ToString()).Order());
        using var others = TelemetryStore.ReadSnapshot(folder.Path, Signal.Traces);
        Assert.Empty(others.Members);
    }

    [Fact]
    public void A_record_that_is_half_written_is_left_out_and_left_there()
    {
        using var folder = new TestFolder();
        using (var store = new TelemetryStore(new TelemetryStoreOptions { Folder = folder.Path }))
        {
            store.AppendJson(Signal.Logs, Otlp.Logs("one", Otlp.Log("whole"), Otlp.Log("cut off")));
        }
        var file = Assert.Single(folder.Segments);
        var torn = File.ReadAllBytes(file)[..^5];
        File.WriteAllBytes(file, torn);

        using var snapshot = TelemetryStore.ReadSnapshot(folder.Path);

        Assert.Equal("whole", Assert.Single(snapshot.Logs(new LogQuery()).Records).Body.ToString());
        Assert.Equal(torn, File.ReadAllBytes(file));
    }

    [Fact]
    public void Lower_bounds_than_the_writers_delete_nothing()
    {
        using var folder = new TestFolder();
        using (var store = new TelemetryStore(new TelemetryStoreOptions { Folder = folder.Path }))
        {
            store.AppendJson(Signal.Logs, Otlp.Logs("one", Otlp.Log("a")));
            store.AppendJson(Signal.Logs, Otlp.Logs("two", Otlp.Log("b")));
        }

        using var snapshot = TelemetryStore.ReadSnapshot(folder.Path, options: new TelemetryStoreOptions { Members = 1 });

        Assert.Single(snapshot.Members);
        Assert.Equal(2, folder.Segments.Length);
    }

    [Fact]
    public void A_folder_that_is_not_there_is_said() =>
        Assert.Throws<DirectoryNotFoundException>(() => TelemetryStore.ReadSnapshot("/nonexistent/telemetry"));

    [Theory]
    [InlineData(Signal.Traces, "traces")]
    [InlineData(Signal.Metrics, "metrics")]
    [InlineData(Signal.Logs, "logs")]
    public async Task What_is_exported_from_a_folder_and_sent_to_a_receiver_is_there_as_it_was(Signal signal, string path)
    {
        using var folder = new TestFolder();
        using var writing = new TelemetryStore(new TelemetryStoreOptions { Folder = folder.Path });
        writing.AppendJson(signal, Otlp.File($"{path}.json"));
        using var snapshot = TelemetryStore.ReadSnapshot(folder.Path, signal);
        var exported = await Export(snapshot, signal);

        await using var test = await TestReceiver.StartAsync();
        using var client = new HttpClient { BaseAddress = test.Http };
        client.DefaultRequestHeaders.Add("x-otlp-api-key", TestReceiver.Key);
        foreach (var line in exported.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            using var body = new StringContent(line, Encoding.UTF8, "application/json");
            using var reply = await client.PostAsync(new Uri($"/v1/{path}", UriKind.Relative), body, TestContext.Current.CancellationToken);
            Assert.Equal("{}", await reply.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }

        await TestReceiver.Eventually(() => test.Store.Members.IsEmpty ? null : "there");
        Assert.Equal(exported, await Export(test.Store, signal));
    }

    [Fact]
    public async Task Only_what_is_new_enough_is_exported()
    {
        using var store = new TelemetryStore(new TelemetryStoreOptions());
        store.AppendJson(Signal.Logs, Otlp.File("logs.json"));
        var newest = store.Logs(new LogQuery { Limit = 1 }).Records[0];

        using var all = new MemoryStream();
        Assert.Equal(2, await TelemetryExport.WriteAsync(store, Signal.Logs, all, cancel: TestContext.Current.CancellationToken));
        using var some = new MemoryStream();
        Assert.Equal(1, await TelemetryExport.WriteAsync(store, Signal.Logs, some, since: newest.Time, cancel: TestContext.Current.CancellationToken));
        using var none = new MemoryStream();
        Assert.Equal(0, await TelemetryExport.WriteAsync(store, Signal.Logs, none, since: newest.Time.AddSeconds(1), cancel: TestContext.Current.CancellationToken));
        Assert.Equal(0, none.Length);
    }

    private static async Task<string> Export(TelemetryStore store, Signal signal)
    {
        using var output = new MemoryStream();
        await TelemetryExport.WriteAsync(store, signal, output, cancel: TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(output.ToArray());
    }
}
