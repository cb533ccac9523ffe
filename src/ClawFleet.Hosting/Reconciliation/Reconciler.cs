using System.Collections.Immutable;
using ClawFleet.Hosting.Observation;
using ClawFleet.Model.Plans;

namespace ClawFleet.Hosting.Reconciliation;

/// <summary>Plan × observed → operations. Pure: same input, same operations.</summary>
/// <remarks>
/// A container that depends on one that is replaced is stopped before and started after it: a runtime whose database goes away under it
/// may have anything half written. What goes away goes first (dependants first), what comes comes last (dependencies first), so there is no circle.
/// Volumes are never removed here.
/// </remarks>
internal sealed class Reconciler
{
    private static readonly TimeSpan UnknownGrace = TimeSpan.FromSeconds(10);

    private readonly FleetPlan _plan;
    private readonly ObservedFleet _observed;
    private readonly ReconcileOptions _options;
    private readonly OperationPlanBuilder _operations = new();
    private readonly Dictionary<string, int> _stops = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _removes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _networkRemoves = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _creates = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _gates = new(StringComparer.Ordinal);

    private Reconciler(FleetPlan plan, ObservedFleet observed, ReconcileOptions options)
    {
        _plan = plan;
        _observed = observed;
        _options = options;
    }

    public static OperationPlan Reconcile(FleetPlan plan, ObservedFleet observed, ReconcileOptions options) => new Reconciler(plan, observed, options).Run();

    private OperationPlan Run()
    {
        var selected = SelectedContainers();
        var names = selected.Select(c => c.Name).ToImmutableHashSet(StringComparer.Ordinal);
        var changedNetworks = _plan.Networks
            .Where(n => _observed.Networks.Any(o => o.Name == n.Name && o.Internal != n.Internal))
            .Select(n => n.Name).ToImmutableHashSet(StringComparer.Ordinal);
        var decisions = Decide(selected, changedNetworks);
        var orphans = _options.Members.Count == 0
            ? _observed.Containers.Where(c => !names.Contains(c.Name)).ToImmutableArray()
            : [];

        StopAndRemove(decisions, orphans);
        RemoveNetworks(changedNetworks);
        CreateNetworks(selected, changedNetworks);
        CreateVolumes(selected);
        foreach (var decision in decisions)
        {
            BringUp(decision);
        }

        return _operations.Build();
    }

    /// <summary>Containers of the members asked for and of all they depend on, dependencies first, else in the plan's order.</summary>
    private ImmutableArray<ContainerPlan> SelectedContainers()
    {
        var byName = _plan.Containers.ToDictionary(c => c.Name, StringComparer.Ordinal);
        var sorted = ImmutableArray.CreateBuilder<ContainerPlan>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in _plan.Members.Where(IsAskedFor))
        {
            foreach (var container in member.Containers)
            {
                Visit(container);
            }
        }

        return sorted.ToImmutable();

        void Visit(ContainerPlan container)
        {
            if (!seen.Add(container.Name))
            {
                return;
            }

            foreach (var dependency in container.DependsOn)
            {
                if (byName.TryGetValue(dependency, out var other))
                {
                    Visit(other);
                }
            }

            sorted.Add(container);
        }
    }

    private bool IsAskedFor(MemberPlan member) => _options.Members.Count == 0 || _options.Members.Contains(member.Name) || _options.Members.Contains(member.DeclaredName);

    private List<ContainerDecision> Decide(ImmutableArray<ContainerPlan> selected, ImmutableHashSet<string> changedNetworks)
    {
        var decisions = new Dictionary<string, ContainerDecision>(StringComparer.Ordinal);
        var observed = _observed.Containers.ToDictionary(c => c.Name, StringComparer.Ordinal);
        foreach (var plan in selected)
        {
            var decision = ContainerDecision.For(plan, observed.GetValueOrDefault(plan.Name), _options, changedNetworks);
            var interrupted = plan.DependsOn.FirstOrDefault(d => decisions.TryGetValue(d, out var other) && other.Interrupts);
            if (decision.Action == ContainerAction.Keep && interrupted is not null)
            {
                decision = decision with { Action = ContainerAction.Bounce, Cause = $"{interrupted} is replaced" };
            }

            decisions[plan.Name] = decision;
        }

        return [.. selected.Select(c => decisions[c.Name])];
    }

    private void StopAndRemove(List<ContainerDecision> decisions, ImmutableArray<ObservedContainer> orphans)
    {
        // Dependants come later in the list, so going backwards stops them first.
        foreach (var decision in Enumerable.Reverse(decisions).Where(d => d.Action is ContainerAction.Replace or ContainerAction.Bounce))
        {
            var dependants = decisions.Where(d => d.Plan.DependsOn.Contains(decision.Plan.Name)).Select(d => d.Plan.Name);
            Stop(decision.Observed!, decision.Cause, dependants);
            if (decision.Action == ContainerAction.Replace)
            {
                Remove(decision.Observed!, decision.Cause);
            }
        }

        foreach (var orphan in Teardown.DependantsFirst(orphans))
        {
            Stop(orphan.Container, "no longer in the file", orphan.Dependants);
            Remove(orphan.Container, "no longer in the file");
        }
    }

    private void Stop(ObservedContainer container, string cause, IEnumerable<string> dependants)
    {
        if (!container.IsUp)
        {
            return;
        }

        var grace = container.Plan is { } plan ? TimeSpan.FromSeconds(plan.StopGraceSeconds) : UnknownGrace;
        _stops[container.Name] = _operations.Add(
            (id, after) => new StopContainer(id, container.Name, container.Member, container.Id, grace, cause, after),
            Known(_stops, dependants));
    }

    private void Remove(ObservedContainer container, string cause) => _removes[container.Name] = _operations.Add(
        (id, after) => new RemoveContainer(id, container.Name, container.Member, container.Id, cause, after),
        Known(_stops, [container.Name]));

    private void RemoveNetworks(ImmutableHashSet<string> changed)
    {
        foreach (var network in _observed.Networks)
        {
            var isLeftOver = _options.Members.Count == 0 && _plan.Networks.All(n => n.Name != network.Name);
            if (isLeftOver || changed.Contains(network.Name))
            {
                _networkRemoves[network.Name] = _operations.Add(
                    (id, after) => new RemoveNetwork(id, network.Name, isLeftOver ? "no longer in the file" : "its isolation changed", after),
                    _removes.Values);
            }
        }
    }

    private void CreateNetworks(ImmutableArray<ContainerPlan> selected, ImmutableHashSet<string> changed)
    {
        var needed = selected.SelectMany(c => c.Networks).Select(n => n.Network).ToHashSet(StringComparer.Ordinal);
        foreach (var network in _plan.Networks.Where(n => needed.Contains(n.Name) && !IsStrangersNetwork(n.Name)))
        {
            if (changed.Contains(network.Name) || _observed.Networks.All(o => o.Name != network.Name))
            {
                var cause = changed.Contains(network.Name) ? "its isolation changed" : "not there";
                _creates[NetworkKey(network.Name)] = _operations.Add((id, after) => new CreateNetwork(id, network, cause, after), Known(_networkRemoves, [network.Name]));
            }
        }
    }

    private void CreateVolumes(ImmutableArray<ContainerPlan> selected)
    {
        var needed = selected.SelectMany(c => c.Mounts).Where(m => m.Kind == MountKind.Volume).Select(m => m.Source!).ToHashSet(StringComparer.Ordinal);
        foreach (var volume in _plan.Volumes.Where(v => needed.Contains(v.Name) && _observed.Volumes.All(o => o.Name != v.Name)))
        {
            if (_observed.ForeignVolumes.TryGetValue(volume.Name, out var owner))
            {
                if (owner is null)
                {
                    _operations.Note($"The volume {volume.Name} was there before and was not made by ClawFleet; it is used as it is.");
                }

                continue;
            }

            _creates[VolumeKey(volume.Name)] = _operations.Add((id, after) => new CreateVolume(id, volume, "not there", after));
        }
    }

    private void BringUp(ContainerDecision decision)
    {
        var plan = decision.Plan;
        if (Obstacle(decision) is { } obstacle)
        {
            _gates[plan.Name] = _operations.Add((id, after) => new Refuse(id, plan, obstacle, after));
            return;
        }

        var observed = decision.Observed;
        if (decision.Action == ContainerAction.Keep)
        {
            _gates[plan.Name] = _operations.Add((id, after) => new WaitHealthy(id, plan, observed!.Id, AlreadyRunning: true, decision.Cause, after));
            return;
        }

        List<int> after = [.. Known(_gates, plan.DependsOn), .. PortHolders(plan), .. Known(_stops, [plan.Name])];
        var isNew = decision.Action is ContainerAction.Create or ContainerAction.Replace;
        if (isNew)
        {
            List<int> needs =
            [
                .. Known(_removes, [plan.Name]),
                .. PortHolders(plan),
                .. Known(_creates, plan.Networks.Select(n => NetworkKey(n.Network))),
                .. Known(_creates, plan.Mounts.Where(m => m.Kind == MountKind.Volume).Select(m => VolumeKey(m.Source!))),
            ];
            after = [_operations.Add((id, a) => new CreateContainer(id, plan, decision.Cause, a), needs), .. Known(_gates, plan.DependsOn)];
        }

        var start = _operations.Add((id, a) => new StartContainer(id, plan, isNew ? null : observed!.Id, decision.Cause, a), after);
        _gates[plan.Name] = _operations.Add((id, a) => new WaitHealthy(id, plan, isNew ? null : observed!.Id, AlreadyRunning: false, decision.Cause, a), [start]);
    }

    /// <summary>Why the container must not be made at all, or null.</summary>
    private string? Obstacle(ContainerDecision decision)
    {
        if (decision.Action == ContainerAction.Refuse)
        {
            return decision.Cause;
        }

        foreach (var network in decision.Plan.Networks.Select(n => n.Network))
        {
            if (IsStrangersNetwork(network))
            {
                return $"a network named {network} is already there and {Owner(_observed.ForeignNetworks[network])}; remove it (`docker network rm {network}`) or give the fleet another name";
            }
        }

        foreach (var volume in decision.Plan.Mounts.Where(m => m.Kind == MountKind.Volume).Select(m => m.Source!))
        {
            if (_observed.ForeignVolumes.TryGetValue(volume, out var owner) && owner is not null)
            {
                return $"the volume {volume} {Owner(owner)}; give this fleet or member another name";
            }
        }

        return null;
    }

    private bool IsStrangersNetwork(string name) => _observed.ForeignNetworks.ContainsKey(name) && _observed.Networks.All(n => n.Name != name);

    private static string Owner(string? fleet) => fleet is null ? "was not made by ClawFleet" : $"belongs to the fleet '{fleet}'";

    /// <summary>Whatever goes away in this run and holds a host port that the container is to have.</summary>
    private IEnumerable<int> PortHolders(ContainerPlan plan) =>
        from container in _observed.Containers
        where container.Name != plan.Name && _stops.ContainsKey(container.Name)
        where container.Ports.Any(held => held.HostPort is > 0 && plan.Ports.Any(wanted => wanted.HostPort == held.HostPort))
        select _removes.TryGetValue(container.Name, out var removed) ? removed : _stops[container.Name];

    private static IEnumerable<int> Known(Dictionary<string, int> operations, IEnumerable<string> names) =>
        names.Where(operations.ContainsKey).Select(name => operations[name]);

    private static string NetworkKey(string name) => "network:" + name;

    private static string VolumeKey(string name) => "volume:" + name;
}
