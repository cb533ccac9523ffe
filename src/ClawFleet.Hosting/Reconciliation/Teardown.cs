using System.Collections.Immutable;
using ClawFleet.Hosting.Observation;
using ClawFleet.Model.Plans;

namespace ClawFleet.Hosting.Reconciliation;

/// <summary>What <c>stop</c>, <c>restart</c>, <c>restart --replace</c> and <c>down</c> do, from the labels alone: they need no file.</summary>
internal static class Teardown
{
    private static readonly TimeSpan UnknownGrace = TimeSpan.FromSeconds(10);

    /// <summary>Containers so that each comes after those that depend on it, with their names.</summary>
    public static IEnumerable<(ObservedContainer Container, IReadOnlyList<string> Dependants)> DependantsFirst(IEnumerable<ObservedContainer> containers)
    {
        var all = containers.ToList();
        var dependencies = all.ToDictionary(c => c.Name, Dependencies, StringComparer.Ordinal);
        var done = new HashSet<string>(StringComparer.Ordinal);
        while (done.Count < all.Count)
        {
            // A circle cannot come from a plan; should labels ever hold one, the rest goes in any order.
            var free = all.Where(c => !done.Contains(c.Name) && all.All(o => done.Contains(o.Name) || !dependencies[o.Name].Contains(c.Name))).ToList();
            foreach (var container in free.Count > 0 ? free : all.Where(c => !done.Contains(c.Name)).ToList())
            {
                yield return (container, [.. all.Where(o => dependencies[o.Name].Contains(container.Name)).Select(o => o.Name)]);
                done.Add(container.Name);
            }
        }

        ImmutableArray<string> Dependencies(ObservedContainer container) => container.Plan is { } plan
            ? plan.DependsOn
            : container.IsSidecar ? [] : [.. all.Where(o => o.IsSidecar && o.Member == container.Member).Select(o => o.Name)];
    }

    /// <summary>Stops and removes all containers, then the networks, then the volumes when asked.</summary>
    public static OperationPlan Down(ObservedFleet observed, bool volumes)
    {
        var operations = new OperationPlanBuilder();
        var stops = new Dictionary<string, int>(StringComparer.Ordinal);
        var removes = new List<int>();
        foreach (var (container, dependants) in DependantsFirst(observed.Containers))
        {
            Stop(operations, stops, container, dependants, "down");
            var own = stops.TryGetValue(container.Name, out var stop) ? new[] { stop } : [];
            removes.Add(operations.Add((id, after) => new RemoveContainer(id, container.Name, container.Member, container.Id, "down", after), own));
        }

        foreach (var network in observed.Networks)
        {
            operations.Add((id, after) => new RemoveNetwork(id, network.Name, "down", after), removes);
        }

        foreach (var volume in volumes ? observed.Volumes : [])
        {
            operations.Add((id, after) => new RemoveVolume(id, volume.Name, "down --volumes", after), removes);
        }

        return operations.Build();
    }

    public static OperationPlan Stop(ObservedFleet observed, IReadOnlyCollection<string> members)
    {
        var operations = new OperationPlanBuilder();
        var stops = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (container, dependants) in DependantsFirst(observed.Containers.Where(c => IsAskedFor(c, members))))
        {
            Stop(operations, stops, container, dependants, "stop");
        }

        return operations.Build();
    }

    /// <summary>Stops dependants first, starts dependencies first, each after the other is healthy.</summary>
    public static OperationPlan Restart(ObservedFleet observed, IReadOnlyCollection<string> members)
    {
        var operations = new OperationPlanBuilder();
        var stops = new Dictionary<string, int>(StringComparer.Ordinal);
        var gates = new Dictionary<string, int>(StringComparer.Ordinal);
        var order = DependantsFirst(observed.Containers.Where(c => IsAskedFor(c, members))).ToList();
        foreach (var (container, dependants) in order)
        {
            Stop(operations, stops, container, dependants, "restart");
        }

        foreach (var (container, _) in Enumerable.Reverse(order))
        {
            var own = stops.TryGetValue(container.Name, out var stop) ? new[] { stop } : [];
            if (container.Plan is not { } plan)
            {
                operations.Note($"{container.Name} was made by another version; run `clawden up` to replace it.");
                continue;
            }

            var needs = plan.DependsOn.Where(gates.ContainsKey).Select(d => gates[d]);
            var start = operations.Add((id, after) => new StartContainer(id, plan, container.Id, "restart", after), [.. own, .. needs]);
            gates[container.Name] = operations.Add((id, after) => new WaitHealthy(id, plan, container.Id, AlreadyRunning: false, "restart", after), [start]);
        }

        return operations.Build();
    }

    /// <summary>Removes containers and makes them again from the plans that their labels carry, dependants stopped first and dependencies started first. Volumes stay.</summary>
    public static OperationPlan Replace(ObservedFleet observed, IReadOnlyCollection<string> members)
    {
        const string Cause = "replaced as asked";
        var operations = new OperationPlanBuilder();
        var stops = new Dictionary<string, int>(StringComparer.Ordinal);
        var removes = new Dictionary<string, int>(StringComparer.Ordinal);
        var gates = new Dictionary<string, int>(StringComparer.Ordinal);
        var order = DependantsFirst(observed.Containers.Where(c => IsAskedFor(c, members))).ToList();
        foreach (var (container, dependants) in order)
        {
            Stop(operations, stops, container, dependants, Cause);
            removes[container.Name] = operations.Add(
                (id, after) => new RemoveContainer(id, container.Name, container.Member, container.Id, Cause, after), stops.TryGetValue(container.Name, out var stop) ? [stop] : []);
        }

        foreach (var (container, _) in Enumerable.Reverse(order))
        {
            var plan = container.Plan!;
            List<int> needs = [removes[container.Name]];
            foreach (var volume in plan.Mounts.Where(m => m.Kind == MountKind.Volume).Select(m => m.Source!).Where(v => observed.Volumes.All(o => o.Name != v) && !observed.ForeignVolumes.ContainsKey(v)))
            {
                needs.Add(operations.Add((id, after) => new CreateVolume(id, new VolumePlan(volume, plan.Member), "not there", after)));
            }

            var create = operations.Add((id, after) => new CreateContainer(id, plan, Cause, after), needs);
            var start = operations.Add((id, after) => new StartContainer(id, plan, null, Cause, after), [create, .. plan.DependsOn.Where(gates.ContainsKey).Select(d => gates[d])]);
            gates[container.Name] = operations.Add((id, after) => new WaitHealthy(id, plan, null, AlreadyRunning: false, Cause, after), [start]);
        }

        return operations.Build();
    }

    /// <summary>Removes members' containers; volumes stay.</summary>
    /// <param name="networks">The networks that nobody else of the fleet is in go too.</param>
    public static OperationPlan Remove(ObservedFleet observed, IReadOnlyCollection<string> members, string cause, bool networks)
    {
        var operations = new OperationPlanBuilder();
        var stops = new Dictionary<string, int>(StringComparer.Ordinal);
        var removes = new List<int>();
        foreach (var (container, dependants) in DependantsFirst(observed.Containers.Where(c => IsAskedFor(c, members))))
        {
            Stop(operations, stops, container, dependants, cause);
            removes.Add(operations.Add((id, after) => new RemoveContainer(id, container.Name, container.Member, container.Id, cause, after), stops.TryGetValue(container.Name, out var stop) ? [stop] : []));
        }

        if (!networks)
        {
            return operations.Build();
        }

        var left = observed.Containers.Where(c => !IsAskedFor(c, members)).SelectMany(NetworksOf).ToHashSet(StringComparer.Ordinal);
        foreach (var network in observed.Containers.Where(c => IsAskedFor(c, members)).SelectMany(NetworksOf).Distinct(StringComparer.Ordinal).Where(n => !left.Contains(n) && observed.Networks.Any(o => o.Name == n)))
        {
            operations.Add((id, after) => new RemoveNetwork(id, network, cause, after), removes);
        }

        return operations.Build();

        static IEnumerable<string> NetworksOf(ObservedContainer container) => container.Plan?.Networks.Select(n => n.Network) ?? [];
    }

    /// <summary>A name that no container has, but replicas of it do, stands for them all: <c>claw</c> for <c>claw-1</c> and <c>claw-2</c>. Any other name stays as it is.</summary>
    public static IReadOnlyCollection<string> Expand(IReadOnlyCollection<ObservedContainer> containers, IReadOnlyCollection<string> names) =>
    [
        .. names.SelectMany(name => containers.Any(c => IsAskedFor(c, [name])) || containers.All(c => !IsReplicaOf(c.Member, name))
            ? [name]
            : containers.Select(c => c.Member).Where(m => IsReplicaOf(m, name))).Distinct(StringComparer.Ordinal),
    ];

    /// <summary>By the member's name, by the short name that lists show, or by the container's name.</summary>
    public static bool IsAskedFor(ObservedContainer container, IReadOnlyCollection<string> names) =>
        names.Count == 0 || names.Contains(container.Member) || names.Contains(container.ShortName) || names.Contains(container.Name);

    private static bool IsReplicaOf(string member, string declared) =>
        member.Length > declared.Length + 1 && member.StartsWith(declared, StringComparison.Ordinal) && member[declared.Length] == '-'
        && member.AsSpan(declared.Length + 1).IndexOfAnyExceptInRange('0', '9') < 0;

    private static void Stop(OperationPlanBuilder operations, Dictionary<string, int> stops, ObservedContainer container, IEnumerable<string> dependants, string cause)
    {
        if (container.IsUp)
        {
            var grace = container.Plan is { } plan ? TimeSpan.FromSeconds(plan.StopGraceSeconds) : UnknownGrace;
            stops[container.Name] = operations.Add(
                (id, after) => new StopContainer(id, container.Name, container.Member, container.Id, grace, cause, after),
                dependants.Where(stops.ContainsKey).Select(d => stops[d]));
        }
    }
}
