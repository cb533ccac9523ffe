using ClawFleet.Telemetry.Storage;

namespace ClawFleet.Telemetry.Forwarding;

/// <summary>Forwards one signal: takes what is new in the store, sends it, and holds on to it until the receiver took it or does not want it.</summary>
internal sealed class SignalForwarder : IAsyncDisposable
{
    private readonly ForwarderOptions options;
    private readonly TelemetryStore store;
    private readonly ForwardingPlaces places;
    private readonly ForwardingTalk talk;
    private readonly TimeProvider clock;
    private readonly StoreCursor cursor;
    private readonly CancellationTokenSource stop = new();
    private readonly CancellationTokenSource leave;
    private readonly ForwardingPlace before;
    private readonly Task work;
    private volatile Target target;
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile ForwardingRequest? held;
    private long sent;
    private long refused;

    public SignalForwarder(
        Signal signal, ForwardingSettings settings, TelemetryStore store, ForwardingPlaces places, ForwarderOptions options, Action<string> tell, TimeProvider clock)
    {
        (this.store, this.places, this.options, this.clock) = (store, places, options, clock);
        leave = new CancellationTokenSource(Timeout.InfiniteTimeSpan, clock);
        talk = new ForwardingTalk(signal, options.SayAgain, tell, clock);
        target = Aim(signal, settings);
        cursor = store.Open(signal, places.Find(signal)?.Sequence);
        before = places.Find(signal) ?? new ForwardingPlace(cursor.Position);
        places.Set(signal, before);
        work = RunAsync();
    }

    public SignalForwarding Status => new(cursor.Signal, target.Endpoint.Shown, before.Sent + Interlocked.Read(ref sent), QueuedBytes, before.Refused + Interlocked.Read(ref refused), Lost,
        talk.Fault, talk.LastError);

    private long Lost => before.Lost + cursor.Lost;

    private long QueuedBytes => cursor.BytesLeft() + (held?.Bytes ?? 0);

    /// <summary>Where it goes from now on. A wait for an answer's sake is cut short: the new endpoint or header may be what mends it.</summary>
    public void Redirect(ForwardingSettings settings)
    {
        target = Aim(cursor.Signal, settings);
        Interlocked.Exchange(ref changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync().ConfigureAwait(false);
        leave.CancelAfter(options.LastWords);
        await work.ConfigureAwait(false);
        store.Close(cursor);
        target.Sender.Dispose();
        stop.Dispose();
        leave.Dispose();
    }

    private async Task RunAsync()
    {
        // Not on the caller's thread: starting takes no time.
        await Task.Yield();
        try
        {
            while (!stop.IsCancellationRequested)
            {
                if (!await ForwardNextAsync().ConfigureAwait(false))
                    await Task.Delay(options.Pause, clock, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            while (talk.Fault is null && cursor.BytesLeft() > 0)
                await ForwardNextAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // What was not taken by now is sent after the next start.
        }
        catch (Exception e)
        {
            talk.Broken(e);
            throw;
        }
    }

    /// <returns>Whether there may be a further request's worth at once.</returns>
    private async Task<bool> ForwardNextAsync()
    {
        var records = cursor.Take(options.BatchRecords, options.BatchBytes);
        talk.Lost(cursor.Lost, target.Endpoint);
        if (records.Count == 0)
            return false;
        held = ForwardingRequest.Of(cursor.Signal, records, target.Sample);
        if (held is not null)
            await DeliverAsync(held).ConfigureAwait(false);
        held = null;
        places.Set(cursor.Signal, new ForwardingPlace(cursor.Position, before.Sent + sent, before.Refused + refused, Lost));
        return records.Count == options.BatchRecords || records.Sum(r => (long)r.Entry.Length) > options.BatchBytes / 2;
    }

    private async Task DeliverAsync(ForwardingRequest request)
    {
        for (var attempt = 0; ; attempt++)
        {
            var (mended, to) = (changed.Task, target);
            var answer = await to.Sender.SendAsync(request, leave.Token).ConfigureAwait(false);
            switch (answer.Outcome)
            {
                case ForwardingOutcome.Taken:
                    Interlocked.Add(ref sent, request.Points - answer.Rejected);
                    Interlocked.Add(ref refused, answer.Rejected);
                    talk.Taken(request.Points, answer, to.Endpoint, cursor.Lost);
                    return;
                case ForwardingOutcome.Refused:
                    Interlocked.Add(ref refused, request.Points);
                    talk.Refused(request.Points, answer.Why!, to.Endpoint);
                    return;
                default:
                    talk.Failed(answer.Why!, to.Endpoint);
                    talk.Lost(cursor.Lost, to.Endpoint);
                    await mended.WaitAsync(Wait(attempt, answer.After), clock, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    stop.Token.ThrowIfCancellationRequested();
                    break;
            }
        }
    }

    private TimeSpan Wait(int attempt, TimeSpan? after)
    {
        var doubled = options.FirstWait * Math.Pow(2, Math.Min(attempt, 30));
        // Many hosts whose receiver comes back do not come all at once.
        var wait = (doubled < options.LongestWait ? doubled : options.LongestWait) * (1 - (Random.Shared.NextDouble() / 2));
        if (after is not { } asked)
            return wait;
        asked = asked < options.LongestRetryAfter ? asked : options.LongestRetryAfter;
        return asked > wait ? asked : wait;
    }

    private Target Aim(Signal signal, ForwardingSettings settings)
    {
        var endpoint = settings.Of(signal)!;
        // The sender that is left may be in the middle of a request; it closes with the last one that uses it.
        return new Target(endpoint, new OtlpSender(endpoint, settings.Headers, options.Timeout, clock), settings.Sample);
    }

    private sealed record Target(ForwardingEndpoint Endpoint, OtlpSender Sender, double Sample);
}
