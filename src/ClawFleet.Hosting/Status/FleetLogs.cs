using System.Runtime.CompilerServices;
using System.Threading.Channels;
using ClawFleet.Engine;
using ClawFleet.Hosting.Observation;
using ClawFleet.Hosting.Reconciliation;
using ClawFleet.Model.Plans;

namespace ClawFleet.Hosting;

/// <summary>The output of several containers as one stream.</summary>
internal sealed class FleetLogs(IContainerEngine engine, string fleet, IReadOnlyCollection<string> members, SecretFiles secretFiles, TimeProvider time)
{
    public IAsyncEnumerable<MemberLogLine> ReadAsync(LogQuery query, CancellationToken ct) => query.Follow ? FollowAsync(query, ct) : MergeAsync(query, ct);

    /// <summary>What is there, in the order of time.</summary>
    private async IAsyncEnumerable<MemberLogLine> MergeAsync(LogQuery query, [EnumeratorCancellation] CancellationToken ct)
    {
        var masker = new SecretMasker(secretFiles.ReadAll());
        var open = new List<IAsyncEnumerator<LogLine>>();
        var next = new PriorityQueue<(string Member, IAsyncEnumerator<LogLine> Lines), (DateTimeOffset, int)>();
        try
        {
            foreach (var container in await ContainersAsync(ct).ConfigureAwait(false))
            {
                var lines = engine.ReadLogsAsync(container.Id, query, ct).GetAsyncEnumerator(ct);
                open.Add(lines);
                await EnqueueAsync(container.ShortName, lines, open.Count).ConfigureAwait(false);
            }

            while (next.TryDequeue(out var first, out var key))
            {
                var line = first.Lines.Current;
                yield return new MemberLogLine(first.Member, line.Stream, line.Timestamp, masker.Apply(line.Text));
                await EnqueueAsync(first.Member, first.Lines, key.Item2).ConfigureAwait(false);
            }
        }
        finally
        {
            foreach (var lines in open)
            {
                await lines.DisposeAsync().ConfigureAwait(false);
            }
        }

        async Task EnqueueAsync(string member, IAsyncEnumerator<LogLine> lines, int order)
        {
            if (await lines.MoveNextAsync().ConfigureAwait(false))
            {
                next.Enqueue((member, lines), (lines.Current.Timestamp, order));
            }
        }
    }

    /// <summary>As it comes; a container that is restarted or replaced, or a member that joins, is picked up. Ends when the last one is removed.</summary>
    private async IAsyncEnumerable<MemberLogLine> FollowAsync(LogQuery query, [EnumeratorCancellation] CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var channel = Channel.CreateBounded<MemberLogLine>(new BoundedChannelOptions(1024) { SingleReader = true });
        var reading = RunAsync(query, channel.Writer, stop.Token);
        try
        {
            await foreach (var line in channel.Reader.ReadAllAsync(ct).ConfigureAwait(false))
            {
                yield return line;
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await reading.ConfigureAwait(false);
        }
    }

    private async Task RunAsync(LogQuery query, ChannelWriter<MemberLogLine> output, CancellationToken ct)
    {
        Exception? fault = null;
        var followed = new Dictionary<string, FollowedContainer>(StringComparer.Ordinal);
        using var all = CancellationTokenSource.CreateLinkedTokenSource(ct);
        try
        {
            var since = time.GetUtcNow();
            foreach (var container in await ContainersAsync(ct).ConfigureAwait(false))
            {
                followed[container.Name] = Follow(container.Name, container.ShortName, container.Id, query);
            }

            var events = engine.WatchEventsAsync($"{FleetLabels.Fleet}={fleet}", since, all.Token).GetAsyncEnumerator(all.Token);
            await using (events.ConfigureAwait(false))
            {
                var moving = events.MoveNextAsync().AsTask();
                try
                {
                    while (true)
                    {
                        var ends = Task.WhenAll(followed.Values.Select(f => f.Completion));
                        if (await Task.WhenAny(moving, ends).ConfigureAwait(false) == ends)
                        {
                            await ends.ConfigureAwait(false);
                            return;
                        }

                        if (!await moving.ConfigureAwait(false))
                        {
                            return;
                        }

                        See(events.Current);
                        moving = events.MoveNextAsync().AsTask();
                    }
                }
                finally
                {
                    // An iterator may not be disposed while it moves.
                    await all.CancelAsync().ConfigureAwait(false);
                    await ((Task)moving).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                }
            }
        }
        catch (OperationCanceledException)
        {
        }
        catch (EngineException e)
        {
            fault = e;
        }
        finally
        {
            await all.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(followed.Values.Select(f => f.Completion)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            output.TryComplete(fault);
        }

        FollowedContainer Follow(string name, string member, string id, LogQuery from) => new(engine, name, member, id, from, secretFiles, output, time, all.Token);

        void See(EngineEvent seen)
        {
            if (seen.Type != "container" || seen.Action is not ("start" or "destroy"))
            {
                return;
            }

            if (followed.TryGetValue(seen.Name, out var known) && !known.Completion.IsCompleted)
            {
                known.Tell(seen);
            }
            else if (seen.Action == "start" && Wanted(seen) is { } joined)
            {
                followed[seen.Name] = Follow(seen.Name, joined, seen.Id, new LogQuery(Follow: true));
            }
        }
    }

    private string? Wanted(EngineEvent seen)
    {
        var container = new ObservedContainer { Id = seen.Id, Name = seen.Name, Image = "", State = ContainerState.Running, Labels = seen.Attributes };
        return Teardown.IsAskedFor(container, members) ? container.ShortName : null;
    }

    private async Task<List<ObservedContainer>> ContainersAsync(CancellationToken ct)
    {
        var rows = await engine.ListContainersAsync(new ContainerListQuery(All: true, [$"{FleetLabels.Fleet}={fleet}"]), ct).ConfigureAwait(false);
        var all = rows.Select(ObservedContainer.From).OrderBy(c => c.Name, StringComparer.Ordinal).ToList();
        var asked = Teardown.Expand(all, members);
        return [.. all.Where(c => Teardown.IsAskedFor(c, asked))];
    }
}
