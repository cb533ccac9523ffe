using System.Collections.Concurrent;
using System.Collections.Immutable;
using ClawFleet.Engine;
using ClawFleet.Hosting.Ports;
using ClawFleet.Hosting.Receiving;
using ClawFleet.Hosting.Reconciliation;
using ClawFleet.Model.Plans;

namespace ClawFleet.Hosting.Execution;

/// <summary>One operation as one engine call.</summary>
internal sealed class EngineCall(ExecutionScope context, ConcurrentDictionary<string, (string Id, DateTimeOffset Started)> containers, Watching watch)
{
    private static readonly TimeSpan NameWait = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan NamePause = TimeSpan.FromMilliseconds(200);

    private IContainerEngine Engine => context.Engine;

    public Task RunAsync(Operation operation, CancellationToken ct) => operation switch
    {
        CreateNetwork network => Engine.CreateNetworkAsync(new NetworkSpec(network.Plan.Name, network.Plan.Internal, Labels(network.Plan.Member)), ct),
        CreateVolume volume => Engine.CreateVolumeAsync(new VolumeSpec(volume.Plan.Name, Labels(volume.Plan.Member)), ct),
        CreateContainer create => CreateAsync(create.Plan, ct),
        StartContainer start => StartAsync(start, ct),
        StopContainer stop => Engine.StopContainerAsync(stop.ContainerId, stop.Grace, ct),
        RemoveContainer remove => RemoveAsync(remove, ct),
        RemoveNetwork network => RemoveNetworkAsync(network.Target, ct),
        RemoveVolume volume => UnlessGoneAsync(Engine.RemoveVolumeAsync(volume.Target, force: false, ct)),
        Refuse refuse => throw new OperationFailedException($"{refuse.Plan.Subject}not started: {refuse.Cause}"),
        _ => throw new InvalidOperationException($"No engine call for {operation.GetType().Name}."),
    };

    private async Task CreateAsync(ContainerPlan plan, CancellationToken ct)
    {
        await PortCheck.EnsureFreeAsync(Engine, plan, context.Time, ct).ConfigureAwait(false);
        var traits = await context.TraitsAsync(ct).ConfigureAwait(false);
        if (traits.IsRootless && PrivateFiles.EffectiveUser == 0)
        {
            throw new OperationFailedException($"{plan.Subject}not made: the engine belongs to an ordinary user, whose containers cannot read what root hands them; run this command as that user");
        }

        var told = await TelemetryAsync(plan, ct).ConfigureAwait(false);
        WriteSecrets(plan, traits, withKey: told.Count > 0);
        var spec = Spec(plan, traits, told);
        var end = context.Time.GetUtcNow() + NameWait;
        while (true)
        {
            try
            {
                containers[plan.Name] = (await Engine.CreateContainerAsync(spec, ct).ConfigureAwait(false), default);
                break;
            }
            catch (EngineException e) when (e.Kind == EngineErrorKind.Conflict && context.Time.GetUtcNow() < end)
            {
                await ClearNameAsync(plan, e, ct).ConfigureAwait(false);
            }
        }

        if (traits.IsRootless && LimitsWord.For(plan, await Engine.InspectContainerAsync(containers[plan.Name].Id, ct).ConfigureAwait(false), traits) is { } word)
        {
            context.WarnOfLimits(word);
        }
    }

    private ContainerSpec Spec(ContainerPlan plan, EngineTraits traits, ImmutableSortedDictionary<string, string> told)
    {
        var secretsFolder = plan.Secrets.IsDefaultOrEmpty && told.Count == 0 ? null : context.SecretFiles.FolderOf(plan.Name);
        var spec = ContainerSpecs.For(context.Fleet, context.Source, plan, context.SecretsHashes.GetValueOrDefault(plan.Name, ""), secretsFolder, traits);
        // What the file says wins.
        return told.Count == 0 ? spec : spec with { Environment = told.SetItems(spec.Environment) };
    }

    private async Task<ImmutableSortedDictionary<string, string>> TelemetryAsync(ContainerPlan plan, CancellationToken ct)
    {
        if (context.Receiver is not { } receiver || !TelemetryVariables.Concern(plan))
        {
            return ImmutableSortedDictionary<string, string>.Empty;
        }

        foreach (var network in plan.Networks)
        {
            if (await context.NameInAsync(network.Network, ct).ConfigureAwait(false) is { } machine)
            {
                return TelemetryVariables.For(context.Fleet, plan, machine, receiver);
            }
        }

        return ImmutableSortedDictionary<string, string>.Empty;
    }

    /// <summary>Makes room for a name that is taken by a container of ours (made between the look and now); a stranger's is left alone.</summary>
    private async Task ClearNameAsync(ContainerPlan plan, EngineException conflict, CancellationToken ct)
    {
        ContainerDetails holder;
        try
        {
            holder = await Engine.InspectContainerAsync(plan.Name, ct).ConfigureAwait(false);
        }
        catch (EngineException e) when (e.Kind == EngineErrorKind.NotFound)
        {
            // The engine is still removing it, or still making it for a host that was killed meanwhile, and holds the name until then.
            await Task.Delay(NamePause, context.Time, ct).ConfigureAwait(false);
            return;
        }

        var fleet = holder.Labels.GetValueOrDefault(FleetLabels.Fleet);
        if (fleet != context.Fleet)
        {
            var whose = fleet is null ? $"was not made by ClawFleet (image {holder.Image})" : $"belongs to the fleet '{fleet}'";
            throw new OperationFailedException($"the name {plan.Name} is taken by a container that {whose}; remove it (`docker rm {plan.Name}`), or give the fleet or the member another name");
        }

        if (holder.State is ContainerState.Running or ContainerState.Restarting)
        {
            throw new OperationFailedException($"{plan.Subject}was started by another command in the meantime ({conflict.Message.TrimEnd('.')}); run `clawden up` again");
        }

        await Engine.RemoveContainerAsync(holder.Id, force: true, ct).ConfigureAwait(false);
    }

    private async Task StartAsync(StartContainer start, CancellationToken ct)
    {
        var plan = start.Plan;
        var id = start.ContainerId ?? containers[plan.Name].Id;
        if (start.ContainerId is not null)
        {
            await PortCheck.EnsureFreeAsync(Engine, plan, context.Time, ct).ConfigureAwait(false);
            WriteSecrets(plan, await context.TraitsAsync(ct).ConfigureAwait(false), withKey: false);
        }

        try
        {
            try
            {
                await StartAsync(plan, id, ct).ConfigureAwait(false);
            }
            catch (EngineException e) when (start.ContainerId is not null && e.Kind == EngineErrorKind.NotFound)
            {
                // A create that was cut off half way: it was seen, and then the engine took it back.
                await CreateAsync(plan, ct).ConfigureAwait(false);
                await StartAsync(plan, containers[plan.Name].Id, ct).ConfigureAwait(false);
            }
            catch (EngineException e) when (start.ContainerId is null && e.Message.Contains("rlimit", StringComparison.Ordinal))
            {
                // The engine may not raise the limit on open files (see OpenFilesCeiling) and could not be asked beforehand: its own limit must do.
                await Engine.RemoveContainerAsync(id, force: true, ct).ConfigureAwait(false);
                await StartAsync(plan, await Engine.CreateContainerAsync(Spec(plan, await context.TraitsAsync(ct).ConfigureAwait(false), await TelemetryAsync(plan, ct).ConfigureAwait(false)) with { OpenFiles = null }, ct).ConfigureAwait(false), ct).ConfigureAwait(false);
                context.Report(FleetEventKind.Warning, plan.Member, $"The engine may not give {plan.Name} {plan.Limits.OpenFiles} open files; it gets the engine's own limit.");
            }
        }
        catch (EngineException e) when (e.Kind == EngineErrorKind.PortInUse)
        {
            var port = plan.Ports.FirstOrDefault(p => p.HostPort == e.Port) ?? plan.Ports.FirstOrDefault();
            throw await PortCheck.TakenAsync(Engine, plan, port?.HostIp ?? "the host", e.Port ?? port?.HostPort ?? 0, ct).ConfigureAwait(false);
        }
        catch (EngineException e) when (e.Kind is not (EngineErrorKind.ConnectionLost or EngineErrorKind.Unreachable) && !plan.Secrets.IsDefaultOrEmpty && !context.SecretFiles.AreThere(plan))
        {
            throw new OperationFailedException($"{plan.Subject}cannot start: its secret files are gone from {context.SecretFiles.FolderOf(plan.Name)} (a restart of the machine empties it); run `clawden up`");
        }
    }

    private Task StartAsync(ContainerPlan plan, string id, CancellationToken ct)
    {
        var now = context.Time.GetUtcNow();
        containers[plan.Name] = (id, now);
        watch.Now.Of(id).Begin(now);
        return Engine.StartContainerAsync(id, ct);
    }

    private async Task RemoveAsync(RemoveContainer remove, CancellationToken ct)
    {
        await Engine.RemoveContainerAsync(remove.ContainerId, force: true, ct).ConfigureAwait(false);
        if (context.Secrets?.ContainsKey(remove.Target) != true)
        {
            context.SecretFiles.Remove(remove.Target);
        }
    }

    /// <summary>A container that is not the fleet's holds its network, and is left alone.</summary>
    private async Task RemoveNetworkAsync(string network, CancellationToken ct)
    {
        try
        {
            await UnlessGoneAsync(Engine.RemoveNetworkAsync(network, ct)).ConfigureAwait(false);
        }
        catch (EngineException e) when (e.Kind is not (EngineErrorKind.ConnectionLost or EngineErrorKind.Unreachable))
        {
            var containers = await Engine.ListContainersAsync(new ContainerListQuery(All: false, []), ct).ConfigureAwait(false);
            var strangers = containers.Where(c => c.NetworkAddresses.ContainsKey(network) && c.Labels.GetValueOrDefault(FleetLabels.Fleet) != context.Fleet)
                .Select(c => c.Name.TrimStart('/')).Order(StringComparer.Ordinal).ToList();
            if (strangers.Count == 0)
            {
                throw;
            }

            throw new OperationFailedException(
                $"the network {network} is kept: the container {string.Join(", ", strangers)} is on it and not of this fleet; take it off (`docker network disconnect {network} {strangers[0]}`), then run `clawden down` again");
        }
    }

    private static async Task UnlessGoneAsync(Task removal)
    {
        try
        {
            await removal.ConfigureAwait(false);
        }
        catch (EngineException e) when (e.Kind == EngineErrorKind.NotFound)
        {
            // Somebody else was quicker; gone is what was wanted.
        }
    }

    private void WriteSecrets(ContainerPlan plan, EngineTraits traits, bool withKey)
    {
        var values = context.Secrets?.GetValueOrDefault(plan.Name);
        if (withKey)
        {
            values = TelemetryVariables.WithKey(values, context.Receiver!);
        }

        if (values is { Count: > 0 })
        {
            context.SecretFiles.Write(plan, values, traits.MapsUsersAway);
        }
    }

    private Dictionary<string, string> Labels(string? member)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal) { [FleetLabels.Fleet] = context.Fleet, [FleetLabels.Source] = context.Source };
        if (member is not null)
        {
            labels[FleetLabels.Member] = member;
        }

        return labels;
    }
}
