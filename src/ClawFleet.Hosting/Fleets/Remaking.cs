using System.Collections.Immutable;
using ClawFleet.Engine;
using ClawFleet.Hosting.Observation;
using ClawFleet.Hosting.Receiving;
using ClawFleet.Hosting.Reconciliation;

namespace ClawFleet.Hosting;

/// <summary>
/// What it takes to make members' containers again without the fleet's file: their plans are in their labels, and the values of their secrets lie in their secret folders. Looked
/// up before anything is removed, so that what cannot be made again is not removed.
/// </summary>
internal sealed class Remaking(IContainerEngine engine, FleetHostOptions options, string fleet, SecretFiles files)
{
    private readonly List<MemberOutcome> _untouched = [];

    /// <summary>Values by container, then by secret.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Secrets { get; private set; } = ImmutableDictionary<string, IReadOnlyDictionary<string, string>>.Empty;

    /// <summary>The secrets-hash labels as they were: the values are the same.</summary>
    public IReadOnlyDictionary<string, string> SecretsHashes { get; private set; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Where members are told to send telemetry, when they were told before.</summary>
    public FleetReceiver? Receiver { get; private set; }

    /// <summary>Members that cannot be made again, with the reason.</summary>
    public IReadOnlyList<MemberOutcome> Untouched => _untouched;

    /// <param name="members">Names that were asked for, none for all.</param>
    /// <returns>What is to be replaced of the fleet, each member as a whole: a sidecar is replaced with its member.</returns>
    public async Task<ObservedFleet> NarrowAsync(ObservedFleet observed, IReadOnlyCollection<string> members, CancellationToken ct)
    {
        var secrets = new Dictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal);
        var ready = new List<string>();
        foreach (var member in observed.Containers.Where(c => Teardown.IsAskedFor(c, members)).Select(c => c.Member).Distinct(StringComparer.Ordinal))
        {
            var containers = observed.Containers.Where(c => c.Member == member).ToList();
            if (await ObstacleAsync(observed, containers, secrets, ct).ConfigureAwait(false) is { } obstacle)
            {
                _untouched.Add(Refusal(containers, obstacle));
            }
            else
            {
                ready.Add(member);
            }
        }

        Secrets = secrets;
        var made = observed.Containers.Where(c => ready.Contains(c.Member)).ToList();
        SecretsHashes = made.Where(c => c.SecretsHash.Length > 0).ToDictionary(c => c.Name, c => c.SecretsHash, StringComparer.Ordinal);
        Receiver = made.Any(c => files.Has(c.Name, TelemetryVariables.Headers)) ? FleetReceiver.Find(options, fleet) : null;
        return observed with { Containers = [.. made] };
    }

    private async Task<string?> ObstacleAsync(ObservedFleet observed, List<ObservedContainer> containers, Dictionary<string, IReadOnlyDictionary<string, string>> secrets, CancellationToken ct)
    {
        foreach (var container in containers)
        {
            if (container.Plan is not { } plan)
            {
                return $"{container.Name} was made by another version of ClawFleet, whose plan cannot be read; run `clawden up` to replace it";
            }

            if (await engine.FindImageAsync(plan.Image, ct).ConfigureAwait(false) is null)
            {
                return $"the image {plan.Image} of {container.Name} is not there any more; run `clawden up`, which makes it";
            }

            if (plan.Networks.FirstOrDefault(n => observed.Networks.All(o => o.Name != n.Network)) is { } network)
            {
                return $"the network {network.Network} of {container.Name} is not there any more; run `clawden up`, which makes it";
            }

            try
            {
                if (!plan.Secrets.IsDefaultOrEmpty)
                {
                    secrets[container.Name] = files.Read(plan);
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return $"the secrets of {container.Name} cannot be read from {files.FolderOf(container.Name)} (a restart of the machine empties it); run `clawden up`, which lays them there again";
            }
        }

        return null;
    }

    private static MemberOutcome Refusal(List<ObservedContainer> containers, string obstacle)
    {
        var main = containers.Find(c => !c.IsSidecar) ?? containers[0];
        return new MemberOutcome(
            main.Member, main.Runtime, main.IsUp ? MemberState.Running : MemberState.Stopped, main.Simulated, null, false, null, null, $"{main.Member} is not replaced and stays as it is: {obstacle}", []);
    }
}
