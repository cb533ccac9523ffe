using System.Collections.Concurrent;
using System.Collections.Immutable;
using ClawFleet.Engine;
using ClawFleet.Hosting.Observation;
using ClawFleet.Hosting.Receiving;
using ClawFleet.Model.Plans;

namespace ClawFleet.Hosting.Execution;

/// <summary>All that operations need to be carried out.</summary>
internal sealed record ExecutionScope
{
    private Task<EngineTraits>? _traits;
    private int _limitsSaid;
    private readonly ConcurrentDictionary<string, Task<string?>> _names = new(StringComparer.Ordinal);

    public required IContainerEngine Engine { get; init; }
    public required string Fleet { get; init; }
    public required string Source { get; init; }
    public required TimeProvider Time { get; init; }
    public required int MaxParallelism { get; init; }
    public required IProgress<FleetEvent> Progress { get; init; }
    public required SecretMasker Masker { get; init; }
    public required SecretFiles SecretFiles { get; init; }
    public required ObservedFleet Observed { get; init; }

    /// <summary>Secret values by container, then by secret name. Null where the values are not at hand (<c>restart</c> without the file).</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>? Secrets { get; init; }

    /// <summary>The secrets-hash label by container.</summary>
    public IReadOnlyDictionary<string, string> SecretsHashes { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Where new members are told to send telemetry; null to tell them nothing.</summary>
    public FleetReceiver? Receiver { get; init; }

    /// <summary>What kind of engine it is; asked once, and only by what needs to know.</summary>
    public Task<EngineTraits> TraitsAsync(CancellationToken ct) => LazyInitializer.EnsureInitialized(ref _traits, () => EngineTraits.OfAsync(Engine, ct));

    /// <summary>What members in one of the fleet's networks are to call this machine, or null when it is not reached from there. Asked once for each.</summary>
    public Task<string?> NameInAsync(string network, CancellationToken ct) => _names.GetOrAdd(network, async name =>
    {
        var engine = (await TraitsAsync(ct).ConfigureAwait(false)).Engine;
        var networks = await Engine.ListNetworksAsync($"{FleetLabels.Fleet}={Fleet}", ct).ConfigureAwait(false);
        return engine is not null && networks.FirstOrDefault(n => n.Name == name) is { } found ? LocalAddresses.NameIn(engine, found) : null;
    });

    /// <summary>Says once for the fleet that limits do not hold.</summary>
    public void WarnOfLimits(string word)
    {
        if (Interlocked.Exchange(ref _limitsSaid, 1) == 0)
        {
            Report(FleetEventKind.Warning, null, word);
        }
    }

    public void Report(FleetEventKind kind, string? member, string text, string? cause = null, MemberState? state = null, IReadOnlyList<string>? lastLines = null)
    {
        text = Masker.Apply(text);
        if (kind is FleetEventKind.MemberState or FleetEventKind.Warning)
        {
            FleetActivities.Note(text);
        }

        Progress.Report(new FleetEvent(kind, Time.GetUtcNow(), member, text, cause is null ? null : Masker.Apply(cause)) { State = state, LastLines = lastLines ?? [] });
    }
}
