using Microsoft.Extensions.Logging;

namespace ClawFleet.Telemetry.Tests;

public sealed class RestartTests
{
    [Fact]
    public void What_was_stored_is_there_after_a_restart_and_goes_on()
    {
        using var folder = new TestFolder();
        var options = new TelemetryStoreOptions { Folder = folder.Path };
        ulong last;
        using (var store = new TelemetryStore(options))
        {
            store.AppendJson(Signal.Logs, Otlp.File("logs.json"));
            store.AppendJson(Signal.Traces, Otlp.File("traces.json"));
            store.AppendJson(Signal.Metrics, Otlp.File("metrics.json"));
            last = store.Logs(new LogQuery()).Records.Max(r => r.Sequence);
        }
        for (var restart = 0; restart < 3; restart++)
        {
            using var store = new TelemetryStore(options);
            store.AppendJson(Signal.Logs, Otlp.Logs("agent-1", Otlp.Log($"again {restart}")));
            var logs = store.Logs(new LogQuery()).Records;
            Assert.Equal(3 + restart, logs.Length);
            Assert.Equal(logs.Length, logs.Select(l => l.Sequence).Distinct().Count());
            Assert.True(logs.Max(r => r.Sequence) > last);
            Assert.Equal("chat é 🦞", Assert.Single(store.Traces(new TraceQuery()).Traces).Name);
            Assert.Equal(5, store.Instruments().Length);
        }
        // A restart goes on in the same file.
        Assert.Equal(3, folder.Segments.Length);
    }

    [Fact]
    public void The_same_bytes_are_counted_before_and_after_a_restart_and_a_file_without_a_header_is_no_matter()
    {
        using var folder = new TestFolder();
        var options = new TelemetryStoreOptions { Folder = folder.Path, Logs = new SignalLimit(80, 1 << 20) };
        long bytes;
        using (var store = new TelemetryStore(options))
        {
            for (var i = 0; i < 500; i++)
                store.AppendJson(Signal.Logs, Otlp.Logs("a", Otlp.Log($"line {i}")));
            bytes = store.Status.Bytes;
        }
        File.WriteAllText(Path.Combine(folder.Path, "logs-0123456789abcdef-00000001.seg"), "CF");
        var told = new TestLog();
        using var again = new TelemetryStore(options, told);
        Assert.Equal(bytes, again.Status.Bytes);
        Assert.Empty(told.Lines);
        Assert.Equal(bytes, again.Views(Signal.Logs, []).Sum(v => v.Segment.Bytes));
        Assert.DoesNotContain(folder.Segments, f => f.Contains("0123456789abcdef", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(9)]
    [InlineData(40)]
    public void A_torn_end_is_cut_off_and_told(int torn)
    {
        using var folder = new TestFolder();
        var options = new TelemetryStoreOptions { Folder = folder.Path };
        using (var store = new TelemetryStore(options))
            store.AppendJson(Signal.Logs, Otlp.Logs("a", Otlp.Log("one"), Otlp.Log("two")));
        var file = Assert.Single(folder.Segments);
        using (var stream = File.OpenWrite(file))
            stream.SetLength(stream.Length - torn);

        var told = new TestLog();
        using (var store = new TelemetryStore(options, told))
        {
            Assert.Equal("one", Assert.Single(store.Logs(new LogQuery()).Records).Body.ToString());
            store.AppendJson(Signal.Logs, Otlp.Logs("a", Otlp.Log("three")));
        }
        Assert.Contains("1 records are kept", Assert.Single(told.Lines), StringComparison.Ordinal);

        using var again = new TelemetryStore(options, told);
        Assert.Equal(["three", "one"], again.Logs(new LogQuery()).Records.Select(r => r.Body.ToString()));
        Assert.Single(told.Lines);
    }

    [Fact]
    public void A_file_that_is_no_segment_is_left_and_told()
    {
        using var folder = new TestFolder();
        var options = new TelemetryStoreOptions { Folder = folder.Path };
        using (var store = new TelemetryStore(options))
            store.AppendJson(Signal.Logs, Otlp.Logs("a", Otlp.Log("one")));
        var file = Assert.Single(folder.Segments);
        File.WriteAllText(file, "CFTS of the next version");

        var told = new TestLog();
        using (var store = new TelemetryStore(options, told))
            store.AppendJson(Signal.Logs, Otlp.Logs("a", Otlp.Log("two")));
        Assert.Contains("left as it is", Assert.Single(told.Lines), StringComparison.Ordinal);
        Assert.Equal("CFTS of the next version", File.ReadAllText(file + ".unread"));
        using var again = new TelemetryStore(options);
        Assert.Single(again.Logs(new LogQuery()).Records);
    }

    [Fact]
    public void A_second_store_on_the_same_folder_keeps_to_memory_and_says_so()
    {
        using var folder = new TestFolder();
        var told = new TestLog();
        using var first = new TelemetryStore(new TelemetryStoreOptions { Folder = folder.Path });
        using var second = new TelemetryStore(new TelemetryStoreOptions { Folder = folder.Path }, told);
        second.AppendJson(Signal.Logs, Otlp.Logs("a", Otlp.Log("one")));
        Assert.Single(second.Logs(new LogQuery()).Records);
        Assert.Empty(folder.Segments);
        Assert.NotNull(second.Status.DiskFault);
        Assert.Contains("memory only", Assert.Single(told.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public void A_failing_disk_is_told_once_and_caught_up_with_when_it_works_again()
    {
        using var folder = new TestFolder();
        var (told, clock) = (new TestLog(), new TestClock());
        var options = new TelemetryStoreOptions { Folder = Path.Combine(folder.Path, "store") };
        using (var store = new TelemetryStore(options, told, clock))
        {
            store.AppendJson(Signal.Logs, Otlp.Logs("a", Otlp.Log("one")));
            // The folder goes away under the store: files of new streams cannot be made.
            Directory.Move(options.Folder, options.Folder + ".gone");
            for (var i = 0; i < 5; i++)
                store.AppendJson(Signal.Logs, Otlp.Logs("b", Otlp.Log($"lost? {i}")));
            Assert.Contains("goes on in memory", Assert.Single(told.Lines), StringComparison.Ordinal);
            Assert.NotNull(store.Status.DiskFault);
            Assert.Equal(6, store.Logs(new LogQuery()).Records.Length);

            Directory.Move(options.Folder + ".gone", options.Folder);
            store.AppendJson(Signal.Logs, Otlp.Logs("b", Otlp.Log("not yet tried again")));
            Assert.NotNull(store.Status.DiskFault);
            clock.Now += TimeSpan.FromMinutes(1);
            store.AppendJson(Signal.Logs, Otlp.Logs("b", Otlp.Log("caught up")));
            Assert.Null(store.Status.DiskFault);
            Assert.Contains("again", told.Lines[^1], StringComparison.Ordinal);
        }
        using var again = new TelemetryStore(options);
        Assert.Equal(8, again.Logs(new LogQuery()).Records.Length);
    }

    [Fact]
    public void Bounds_that_were_lowered_hold_after_the_restart()
    {
        using var folder = new TestFolder();
        var options = new TelemetryStoreOptions { Folder = folder.Path, Logs = new SignalLimit(800, 1 << 20) };
        using (var store = new TelemetryStore(options))
            for (var i = 0; i < 800; i++)
                store.AppendJson(Signal.Logs, Otlp.Logs("a", Otlp.Log($"line {i}")));
        using var smaller = new TelemetryStore(options with { Logs = new SignalLimit(300, 1 << 20) });
        Assert.InRange(smaller.Logs(new LogQuery { Limit = 1000 }).Records.Length, 200, 300);
        Assert.True(folder.Segments.Length <= 3);
    }
}

internal sealed class TestLog : ILogger
{
    public List<string> Lines { get; } = [];

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel level, EventId id, TState state, Exception? exception, Func<TState, Exception?, string> format) =>
        Lines.Add(format(state, exception));
}
