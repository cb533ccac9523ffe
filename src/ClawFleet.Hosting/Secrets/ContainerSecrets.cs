using System.Collections.Immutable;
using ClawFleet.Hosting.Receiving;
using ClawFleet.Model.Plans;

namespace ClawFleet.Hosting;

/// <summary>The values that the containers of a plan mount, looked up once at the start of a run.</summary>
internal sealed record ContainerSecrets
{
    /// <summary>Values by container, then by secret.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Values { get; init; }

    /// <summary>The secrets-hash label by container.</summary>
    public required IReadOnlyDictionary<string, string> Hashes { get; init; }

    /// <summary>Containers that lack a value, with the reason.</summary>
    public required IReadOnlyDictionary<string, string> Refused { get; init; }

    public required SecretMasker Masker { get; init; }

    /// <summary>
    /// With the key for telemetry, for each member that was told where to send it and so mounts it: whoever writes a member's secrets anew is not to take it away. It is in no
    /// hash, as it is no reason to replace a member.
    /// </summary>
    public ContainerSecrets With(FleetReceiver? receiver, SecretFiles files, IEnumerable<ContainerPlan> containers)
    {
        if (receiver is null)
        {
            return this;
        }

        var values = Values.ToDictionary(v => v.Key, v => v.Value, StringComparer.Ordinal);
        foreach (var container in containers.Where(c => files.Has(c.Name, TelemetryVariables.Headers)))
        {
            values[container.Name] = TelemetryVariables.WithKey(values.GetValueOrDefault(container.Name), receiver);
        }

        return this with { Values = values };
    }

    public static ContainerSecrets Resolve(FleetPlan plan, ISecretValues source, GeneratedSecretStore store)
    {
        var values = ImmutableDictionary.CreateBuilder<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal);
        var hashes = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        var refused = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        var known = new Dictionary<string, string>(StringComparer.Ordinal);
        var plans = plan.Secrets.ToDictionary(s => s.Name, StringComparer.Ordinal);
        foreach (var container in plan.Containers.Where(c => !c.Secrets.IsDefaultOrEmpty))
        {
            try
            {
                var own = container.Secrets.ToDictionary(name => name, Value, StringComparer.Ordinal);
                values[container.Name] = own;
                hashes[container.Name] = SecretsFingerprint.Compute(store.Key(), own);
            }
            catch (SecretUnavailableException e)
            {
                refused[container.Name] = e.Message.TrimEnd('.');
            }
        }

        return new ContainerSecrets
        {
            Values = values.ToImmutable(),
            Hashes = hashes.ToImmutable(),
            Refused = refused.ToImmutable(),
            Masker = known.Count == 0 ? SecretMasker.None : new SecretMasker(known.Values),
        };

        string Value(string name)
        {
            if (!known.TryGetValue(name, out var value))
            {
                known[name] = value = source.Get(plans.TryGetValue(name, out var secret) ? secret : throw new SecretUnavailableException($"the plan names no source for the secret {name}"));
            }

            return value;
        }
    }
}
