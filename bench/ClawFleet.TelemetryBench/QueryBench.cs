using ClawFleet.Telemetry;

namespace ClawFleet.TelemetryBench;

/// <summary>Queries at a million log records of 20 members, and what these take in memory.</summary>
internal static class QueryBench
{
    private const int Members = 20;

    public static void Run(int records)
    {
        GC.Collect();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        // Room enough that nothing is dropped.
        using var store = new TelemetryStore(new TelemetryStoreOptions { Logs = new SignalLimit(records, 64 << 20), TotalBytes = 2L << 30 });
        long sent = 0;
        for (var number = 0; number < records / Requests.Records; number++)
        {
            var request = Requests.Of(Signal.Logs, number % Members, number);
            sent += request.Length;
            store.Append(Signal.Logs, request);
        }
        var memory = GC.GetTotalMemory(forceFullCollection: true) - before;
        var kept = store.Status.Streams.Sum(s => s.Records);
        var views = store.Views(Signal.Logs, []);
        var floor = Rate.Median(() =>
        {
            var found = 0;
            foreach (var view in views)
                found += view.Buffer.AsSpan().IndexOf("no such text"u8);
            if (found >= 0)
                throw new InvalidOperationException();
        });

        Console.WriteLine();
        Console.WriteLine($"| query at {kept:N0} log records | milliseconds | ÷ the floor |");
        Console.WriteLine("|---|---|---|");
        Print("one exact byte search through all that is stored (floor)", floor, floor);
        void Query(string what, LogQuery query) => Print(what, Rate.Median(() => store.Logs(query)), floor);
        Query("newest 200", new LogQuery());
        Query("newest 200 errors", new LogQuery { LeastSeverity = 17 });
        Query("newest 200 of one member", new LogQuery { Members = ["agent-7"] });
        var middle = UnixNano.ToTime(1_760_000_000_000_000_000).AddMilliseconds(records / 2);
        Query("200 in a minute of the middle", new LogQuery { From = middle, To = middle.AddMinutes(1) });
        Query("text that many have", new LogQuery { Text = "DELIVERED" });
        Query("text that none has, any case", new LogQuery { Text = "No Such Text" });
        Query("attribute that a third has", new LogQuery { Attributes = [new AttributeFilter("channel", AttributeTest.Equal, "telegram")] });
        Query("attribute that none has", new LogQuery { Attributes = [new AttributeFilter("missing.key", AttributeTest.Exists)] });
        Query("value of an attribute that none has", new LogQuery { Attributes = [new AttributeFilter("channel", AttributeTest.Equal, "nowhere")] });
        Query("number of an attribute that none reaches", new LogQuery { Attributes = [new AttributeFilter("conversation", AttributeTest.GreaterOrEqual, "1000000000")] });
        Query("trace id that none has", new LogQuery { TraceId = new TraceId(1, 2) });

        Console.WriteLine();
        Console.WriteLine($"Memory of {kept:N0} log records: {memory / 1048576.0:N0} MiB, {memory / (double)kept:N0} bytes a record, "
            + $"{memory / (double)sent:0.00} times the {sent / (double)kept:N0} bytes a record has on the wire.");
    }

    private static void Print(string what, double milliseconds, double floor) =>
        Console.WriteLine($"| {what} | {milliseconds:0.00} | {milliseconds / floor:0.00} |");
}
