using System.Collections.Concurrent;
using System.Diagnostics;

namespace ClawFleet.Hosting;

/// <summary>
/// Writes each verb's trace into its fleet's <see cref="FleetInbox"/> when the verb ends, from the making of the spool until it is disposed. A command needs no server for it, and no verb
/// fails or waits because of it. Secrets are masked.
/// </summary>
public sealed class TraceSpool : IDisposable
{
    private readonly FleetHostOptions _options;
    private readonly ActivityListener _listener;
    private readonly ConcurrentDictionary<ActivityTraceId, SpooledTrace> _open = new();

    public TraceSpool(FleetHostOptions options)
    {
        _options = options;
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == FleetActivities.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStarted = Started,
            ActivityStopped = Stopped,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>Ends the listening. What a verb under way has done so far is written.</summary>
    public void Dispose()
    {
        _listener.Dispose();
        foreach (var id in _open.Keys)
        {
            Write(id);
        }
    }

    private void Started(Activity activity)
    {
        if (IsVerb(activity))
        {
            // Read now where the fleet is known by now: `down` removes the secrets that may turn up in its words.
            _open.TryAdd(activity.TraceId, new SpooledTrace(activity, FleetOf(activity) is { } fleet ? MaskerOf(fleet) : null));
        }
    }

    private void Stopped(Activity activity)
    {
        if (_open.TryGetValue(activity.TraceId, out var trace))
        {
            trace.Add(activity);
            if (trace.Verb == activity)
            {
                Write(activity.TraceId);
            }
        }
    }

    private void Write(ActivityTraceId id)
    {
        if (!_open.TryRemove(id, out var trace) || !trace.Verb.Recorded || FleetOf(trace.Verb) is not { } fleet)
        {
            return; // There is nothing to tell, or it never came to be about a fleet: the file was at fault, say.
        }

        try
        {
            new FleetInbox(_options, fleet).Put(TraceJson.Write(fleet, trace.Spans(), trace.Masker ?? MaskerOf(fleet)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A full disk, or a folder of another user: the verb is worth more than its trace.
        }
    }

    private SecretMasker MaskerOf(string fleet) => new(new SecretFiles(_options.SecretsRoot, fleet).ReadAll());

    private static string? FleetOf(Activity verb) => verb.GetTagItem(FleetActivities.FleetTag) as string;

    private static bool IsVerb(Activity activity) => activity.Parent?.Source.Name != FleetActivities.Name;
}
