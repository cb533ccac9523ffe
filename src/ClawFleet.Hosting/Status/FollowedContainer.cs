using System.Threading.Channels;
using ClawFleet.Engine;

namespace ClawFleet.Hosting;

/// <summary>Follows one container by name over restarts and replacements.</summary>
internal sealed class FollowedContainer
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ReplaceGrace = TimeSpan.FromSeconds(10);

    private readonly IContainerEngine _engine;
    private readonly string _name;
    private readonly string _member;
    private readonly SecretFiles _secretFiles;
    private readonly ChannelWriter<MemberLogLine> _output;
    private readonly TimeProvider _time;
    private readonly Channel<EngineEvent> _events = Channel.CreateUnbounded<EngineEvent>();

    public FollowedContainer(
        IContainerEngine engine, string name, string member, string id, LogQuery query, SecretFiles secretFiles, ChannelWriter<MemberLogLine> output, TimeProvider time, CancellationToken ct)
    {
        (_engine, _name, _member, _secretFiles, _output, _time) = (engine, name, member, secretFiles, output, time);
        Completion = RunAsync(id, query, ct);
    }

    public Task Completion { get; }

    public void Tell(EngineEvent seen) => _events.Writer.TryWrite(seen);

    private async Task RunAsync(string id, LogQuery query, CancellationToken ct)
    {
        while (true)
        {
            var masker = new SecretMasker(_secretFiles.ReadAll());
            DateTimeOffset? last = null;
            try
            {
                await foreach (var line in _engine.ReadLogsAsync(id, query, ct).ConfigureAwait(false))
                {
                    last = line.Timestamp;
                    await _output.WriteAsync(new MemberLogLine(_member, line.Stream, line.Timestamp, masker.Apply(line.Text)), ct).ConfigureAwait(false);
                }
            }
            catch (EngineException e) when (e.Kind == EngineErrorKind.NotFound)
            {
                // Removed; perhaps another one comes in its place.
            }

            // Where the last line was seen the next stream goes on; a tick later, or that line would come twice.
            query = new LogQuery(Follow: true, Since: last is { } seen ? seen.AddTicks(1) : query.Since ?? _time.GetUtcNow());
            if (await NextAsync(id, ct).ConfigureAwait(false) is not { } next)
            {
                return;
            }

            id = next;
        }
    }

    /// <returns>The id of the container that runs under the name now; null when it is gone for good.</returns>
    private async Task<string?> NextAsync(string id, CancellationToken ct)
    {
        DateTimeOffset? goneSince = null;
        while (goneSince is null || _time.GetUtcNow() - goneSince < ReplaceGrace)
        {
            using var look = CancellationTokenSource.CreateLinkedTokenSource(ct);
            look.CancelAfter(LookInterval);
            try
            {
                while (await _events.Reader.ReadAsync(look.Token).ConfigureAwait(false) is var seen)
                {
                    if (seen.Action == "start")
                    {
                        return seen.Id;
                    }

                    if (seen.Id == id)
                    {
                        goneSince ??= _time.GetUtcNow();
                    }
                }
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
                // Nothing was told; look, in case an event was missed.
                try
                {
                    var details = await _engine.InspectContainerAsync(_name, ct).ConfigureAwait(false);
                    goneSince = null;
                    if (details.State == ContainerState.Running)
                    {
                        return details.Id;
                    }
                }
                catch (EngineException e) when (e.Kind == EngineErrorKind.NotFound)
                {
                    goneSince ??= _time.GetUtcNow();
                }
            }
        }

        return null;
    }
}
