using ClawFleet.Hosting;
using ClawFleet.Telemetry;

namespace ClawFleet.Observer.Exporting;

/// <summary>A fleet's record as it is on disk now, with what waits in its inbox; whoever keeps it is not disturbed.</summary>
internal static class FleetRecord
{
    /// <param name="only">Of one signal; null for all.</param>
    /// <param name="since">What was written before and not since may be left out; null for nothing.</param>
    /// <returns>Null when nothing was ever recorded.</returns>
    public static TelemetryStore? Read(FleetHostOptions host, string fleet, Signal? only, DateTimeOffset? since = null)
    {
        var inbox = new FleetInbox(host, fleet);
        // Looked at first: what the record's keeper takes in between these lines is in the record by then.
        var waiting = only is null or Signal.Traces ? inbox.Files().Select(TryRead).OfType<byte[]>().ToList() : [];
        TelemetryStore store;
        try
        {
            store = TelemetryStore.ReadSnapshot(inbox.RecordFolder, only, since);
        }
        catch (DirectoryNotFoundException) when (waiting.Count > 0)
        {
            store = new TelemetryStore(new TelemetryStoreOptions());
        }
        catch (DirectoryNotFoundException)
        {
            return null;
        }

        foreach (var request in waiting)
        {
            Add(store, request);
        }

        return store;
    }

    private static void Add(TelemetryStore store, byte[] request)
    {
        try
        {
            using var alone = new TelemetryStore(new TelemetryStoreOptions());
            alone.AppendJson(Signal.Traces, request);
            // Taken in by the record's keeper meanwhile?
            if (alone.Traces(new TraceQuery()).Traces.All(trace => store.Trace(trace.Id).IsEmpty))
            {
                store.AppendJson(Signal.Traces, request);
            }
        }
        catch (MalformedTelemetryException)
        {
            // The record's keeper says so.
        }
    }

    private static byte[]? TryRead(string file)
    {
        try
        {
            return File.ReadAllBytes(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // It is in the record by now.
        }
    }
}
