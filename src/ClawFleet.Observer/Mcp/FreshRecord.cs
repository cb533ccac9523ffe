using ClawFleet.Engine;
using ClawFleet.Hosting;
using ClawFleet.Observer.Exporting;
using ClawFleet.Observer.Recording;
using ClawFleet.Telemetry;

namespace ClawFleet.Observer.Mcp;

/// <summary>
/// A fleet's record as of now, whether anybody records at this moment or not: what is on disk, what waits in the inbox, and of logs what members wrote since. Read anew for each question, so
/// that nothing is held and whoever records is not disturbed.
/// </summary>
internal sealed class FreshRecord(FleetHost host, string fleet)
{
    /// <param name="members">Whose newest lines are wanted; all when none is named.</param>
    public async Task<TelemetryStore> LogsAsync(IReadOnlyCollection<string> members, CancellationToken ct)
    {
        var store = Read(Signal.Logs);
        try
        {
            var recorder = new FleetRecorder(host, fleet, store, new RecorderOptions());
            await recorder.CatchUpAsync(members, ct).ConfigureAwait(false);
            if (members.Count > 0 && !store.Members.Any(member => members.Any(member.Is)))
            {
                // Who asks for one that is not there is told whom there is.
                await recorder.CatchUpAsync([], ct).ConfigureAwait(false);
            }
        }
        catch (EngineException) when (!store.Members.IsEmpty)
        {
            // What was recorded is worth something without the engine.
        }

        return store;
    }

    /// <param name="since">Leave out what was written before and not since; null for nothing.</param>
    /// <param name="suffices">Whether that does to answer the question; otherwise all is read after all.</param>
    public TelemetryStore Read(Signal signal, DateTimeOffset? since = null, Func<TelemetryStore, bool>? suffices = null)
    {
        var store = FleetRecord.Read(host.Options, fleet, signal, since);
        if (store is not null && since is not null && suffices?.Invoke(store) == false)
        {
            store.Dispose();
            store = FleetRecord.Read(host.Options, fleet, signal);
        }

        return store ?? new TelemetryStore(new TelemetryStoreOptions());
    }
}
