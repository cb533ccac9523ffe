using System.Threading.Channels;
using ClawFleet.Engine;
using ClawFleet.Hosting;
using ClawFleet.Model.Plans;
using ClawFleet.Telemetry;

namespace ClawFleet.Observer.Recording;

/// <summary>
/// Makes every member observable, whether or not it speaks OpenTelemetry: its output and its container's life become log records, what it uses becomes metrics. Goes on
/// where an earlier recording stopped, and over restarts of members and of the engine.
/// </summary>
internal sealed class FleetRecorder(FleetHost host, string fleet, TelemetryStore store, RecorderOptions options)
{
    private const int LinesAtOnce = 512;

    private readonly LogRecording _logs = new(fleet, store);
    private readonly StatsRecording _stats = new(fleet, store);

    private string Label => $"{FleetLabels.Fleet}={fleet}";

    /// <summary>Until cancelled; an engine that is away is asked again.</summary>
    public Task RunAsync(CancellationToken ct) => Task.WhenAll(RepeatAsync(ReadLinesAsync, ct), RepeatAsync(ReadEventsAsync, ct), RepeatAsync(ReadStatsAsync, ct));

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

    private async Task ReadLinesAsync(CancellationToken ct)
    {
        var last = LastLines();
        var names = await NamesAsync(ct).ConfigureAwait(false);
        DateTimeOffset? since = names.Count > 0 && names.All(last.ContainsKey) ? names.Min(name => last[name]) : null;
        var query = new Engine.LogQuery(Follow: true, Tail: since is null ? options.OldLines : null, Since: since);

        // A full channel holds the reader up, and with it the engine's answer: a member that writes without end costs no memory here.
        var channel = Channel.CreateBounded<MemberLogLine>(new BoundedChannelOptions(LinesAtOnce * 4) { SingleReader = true, SingleWriter = true });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var reading = PumpAsync(query, last, channel.Writer, stop.Token);
        try
        {
            var lines = new List<MemberLogLine>(LinesAtOnce);
            while (await channel.Reader.WaitToReadAsync(ct).ConfigureAwait(false))
            {
                while (lines.Count < LinesAtOnce && channel.Reader.TryRead(out var line))
                {
                    lines.Add(line);
                }

                _logs.Append(lines);
                lines.Clear();
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task PumpAsync(Engine.LogQuery query, Dictionary<string, DateTimeOffset> last, ChannelWriter<MemberLogLine> lines, CancellationToken ct)
    {
        try
        {
            await foreach (var line in host.ReadLogsAsync(fleet, [], query, ct).ConfigureAwait(false))
            {
                if (!last.TryGetValue(line.Member, out var known) || line.Timestamp > known)
                {
                    await lines.WriteAsync(line, ct).ConfigureAwait(false);
                }
            }

            lines.Complete();
        }
        catch (Exception e) when (e is EngineException or OperationCanceledException)
        {
            lines.Complete(e);
        }
    }

    /// <summary>When the last line of each member that is recorded already was written.</summary>
    private Dictionary<string, DateTimeOffset> LastLines()
    {
        var last = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        foreach (var member in store.Members)
        {
            var query = new Telemetry.LogQuery { Members = [member.ToString()], Attributes = [new AttributeFilter(LogRecording.StreamAttribute, AttributeTest.Exists)], Limit = 1 };
            if (store.Logs(query).Records is [var record])
            {
                last[member.Service] = record.Time;
            }
        }

        return last;
    }

    private async Task<List<string>> NamesAsync(CancellationToken ct) =>
        [.. (await host.Engine.ListContainersAsync(new ContainerListQuery(All: true, [Label]), ct).ConfigureAwait(false)).Select(ShortName)];

    private string ShortName(ContainerSummary container)
    {
        var name = container.Name.TrimStart('/');
        return name.StartsWith(fleet + "-", StringComparison.Ordinal) ? name[(fleet.Length + 1)..] : name;
    }

    private async Task ReadEventsAsync(CancellationToken ct)
    {
        await foreach (var seen in host.Engine.WatchEventsAsync(Label, since: null, ct).ConfigureAwait(false))
        {
            if (seen.Type == "container")
            {
                _logs.Append(seen);
            }
        }
    }

    private async Task ReadStatsAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(options.StatsInterval, host.Options.Time);
        do
        {
            var containers = await host.Engine.ListContainersAsync(new ContainerListQuery(All: false, [Label]), ct).ConfigureAwait(false);
            var samples = new List<KeyValuePair<string, ContainerStats>>();
            foreach (var container in containers)
            {
                if (await StatsAsync(container.Id, ct).ConfigureAwait(false) is { } stats)
                {
                    samples.Add(KeyValuePair.Create(ShortName(container), stats));
                }
            }

            _stats.Append(samples);
        }
        while (await timer.WaitForNextTickAsync(ct).ConfigureAwait(false));
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
