using System.Collections.Immutable;
using ClawFleet.Engine;
using ClawFleet.Hosting;
using ClawFleet.Model.Plans;
using ClawFleet.Observer.Machines;
using ClawFleet.Telemetry;

namespace ClawFleet.Observer.Recording;

/// <summary>
/// Makes every member observable, whether or not it speaks OpenTelemetry: its output and its container's life become log records, what it uses becomes metrics. Goes on
/// where an earlier recording stopped, and over restarts of members and of the engine.
/// </summary>
internal sealed class FleetRecorder(FleetHost host, string fleet, TelemetryStore store, RecorderOptions options)
{
    private const int LinesAtOnce = 512;
    private const int CharactersAtOnce = 1 << 18;
    private const int StatsAtOnce = 16;

    private readonly LogRecording _logs = new(fleet, store);
    private readonly StatsRecording _stats = new(fleet, store);
    private readonly MachineWatch _machine = new(host, fleet, store, options);
    private readonly InboxReader _inbox = new(new FleetInbox(host.Options, fleet), store, host.Options.Time, options);

    // At the last look, without those that were told to have ended since.
    private ImmutableHashSet<string> _running = [];

    private string Label => $"{FleetLabels.Fleet}={fleet}";

    /// <summary>Until cancelled; an engine that is away is asked again.</summary>
    /// <param name="watch">Of that fleet, running.</param>
    public async Task RunAsync(FleetWatch watch, CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        Task[] works =
        [
            RepeatAsync(token => ReadLinesAsync([], follow: true, token), stop.Token),
            RepeatAsync(ReadEventsAsync, stop.Token),
            RepeatAsync(token => ReadStatsAsync(watch, token), stop.Token),
            RepeatAsync(_machine.RunAsync, stop.Token),
            RepeatAsync(_inbox.RunAsync, stop.Token),
        ];

        // One ends alone only by a fault in here: then the others do too, and it is thrown.
        await Task.WhenAny(works).ConfigureAwait(false);
        await stop.CancelAsync().ConfigureAwait(false);
        try
        {
            await Task.WhenAll(works).ConfigureAwait(false);
        }
        finally
        {
            // What a command left that ends this process after its work: `down`.
            _inbox.Take();
            _logs.AppendEnd(_running, host.Options.Time.GetUtcNow());
        }
    }

    private async Task RepeatAsync(Func<CancellationToken, Task> work, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await work(ct).ConfigureAwait(false);
            }
            catch (EngineException)
            {
                // The command that keeps the fleet says so; here it shows as silence until the engine answers again.
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }

            await Task.Delay(options.RetryPause, host.Options.Time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Records what members (all when none is named) have written since the record ends, and returns. Of each not more than <see cref="RecorderOptions.OldLines"/>.</summary>
    /// <exception cref="EngineException">The engine cannot be asked.</exception>
    public Task CatchUpAsync(IReadOnlyCollection<string> members, CancellationToken ct) => ReadLinesAsync(members, follow: false, ct);

    private async Task ReadLinesAsync(IReadOnlyCollection<string> members, bool follow, CancellationToken ct)
    {
        var recorded = store.Members.Select(member => (member.Service, End: RecordedEnd.Of(store, member))).Where(m => m.End is not null).DistinctBy(m => m.Service).ToDictionary(m => m.Service, m => m.End!, StringComparer.Ordinal);
        var names = await NamesAsync(ct).ConfigureAwait(false);
        DateTimeOffset? since = names.Count > 0 && names.All(recorded.ContainsKey) ? names.Min(name => recorded[name].Time) : null;
        var query = new Engine.LogQuery(follow, Tail: since is null || !follow ? options.OldLines : null, Since: since);
        var batch = new List<MemberLogLine>(LinesAtOnce);
        var characters = 0;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var lines = host.ReadLogsAsync(fleet, members, query, stop.Token).GetAsyncEnumerator(stop.Token);
        await using (lines.ConfigureAwait(false))
        {
            var moving = Task.FromResult(false);
            try
            {
                while (true)
                {
                    // What is there at once is written at once. The reader holds the engine up while this writes: a member that writes without end costs no memory here.
                    moving = lines.MoveNextAsync().AsTask();
                    if (!moving.IsCompleted)
                    {
                        Flush();
                    }

                    if (!await moving.ConfigureAwait(false))
                    {
                        return;
                    }

                    var line = lines.Current;
                    if (recorded.TryGetValue(line.Member, out var end) && end.Has(line))
                    {
                        continue;
                    }

                    batch.Add(line);
                    characters += line.Text.Length;
                    if (batch.Count == LinesAtOnce || characters > CharactersAtOnce)
                    {
                        Flush();
                    }
                }
            }
            finally
            {
                // An iterator may not be disposed while it moves.
                await stop.CancelAsync().ConfigureAwait(false);
                await ((Task)moving).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                Flush();
            }
        }

        void Flush()
        {
            if (batch.Count > 0)
            {
                _logs.Append(batch);
                batch.Clear();
                characters = 0;
            }
        }
    }

    private async Task<List<string>> NamesAsync(CancellationToken ct) =>
        [.. (await host.Engine.ListContainersAsync(new ContainerListQuery(All: true, [Label]), ct).ConfigureAwait(false)).Select(ShortName)];

    private string ShortName(ContainerSummary container) => Short(container.Name);

    private string Short(string name)
    {
        name = name.TrimStart('/');
        return name.StartsWith(fleet + "-", StringComparison.Ordinal) ? name[(fleet.Length + 1)..] : name;
    }

    private async Task ReadEventsAsync(CancellationToken ct)
    {
        var starts = new EarlierStarts(host.Engine, _logs, store);
        var begun = host.Options.Time.GetUtcNow();
        foreach (var container in await host.Engine.ListContainersAsync(new ContainerListQuery(All: false, [Label]), ct).ConfigureAwait(false))
        {
            await starts.RecordAsync(container, ShortName(container), ct).ConfigureAwait(false);
        }

        // What happened since the look began is told too; a start that the look found is not told twice.
        var looked = host.Options.Time.GetUtcNow();
        await foreach (var seen in host.Engine.WatchEventsAsync(Label, begun, ct).ConfigureAwait(false))
        {
            if (seen.Type == "container" && !(seen.Action == "start" && seen.Time <= looked && starts.IsRecorded(seen.Name[Math.Min(fleet.Length + 1, seen.Name.Length)..], seen.Time)))
            {
                _logs.Append(seen);
                if (seen.Action is "die" or "destroy")
                {
                    ImmutableInterlocked.Update(ref _running, (running, ended) => running.Remove(ended), Short(seen.Name));
                }
            }
        }
    }

    private async Task ReadStatsAsync(FleetWatch watch, CancellationToken ct)
    {
        while (true)
        {
            var look = watch.Now ?? await watch.NextAsync(null, ct).ConfigureAwait(false);
            var samples = new List<KeyValuePair<string, ContainerStats>>();
            foreach (var some in (look?.Running ?? []).Chunk(StatsAtOnce))
            {
                foreach (var (container, stats) in some.Zip(await Task.WhenAll(some.Select(c => StatsAsync(c.Id, ct))).ConfigureAwait(false)))
                {
                    if (stats is not null)
                    {
                        samples.Add(KeyValuePair.Create(ShortName(container), stats));
                    }
                }
            }

            _running = [.. (watch.Now?.Running ?? []).Select(ShortName)];
            _stats.Append(samples);
            await Pace.WaitAsync(options.StatsInterval, host.Options.Time, ct).ConfigureAwait(false);
        }
    }

    /// <returns>Null for one that ended since it was listed.</returns>
    private async Task<ContainerStats?> StatsAsync(string id, CancellationToken ct)
    {
        try
        {
            return await host.Engine.ReadStatsAsync(id, ct).ConfigureAwait(false);
        }
        catch (EngineException e) when (e.Kind is EngineErrorKind.NotFound or EngineErrorKind.Conflict)
        {
            return null;
        }
    }
}
