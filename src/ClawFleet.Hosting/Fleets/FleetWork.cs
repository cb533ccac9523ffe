using System.Collections.Immutable;
using ClawFleet.Engine;
using ClawFleet.Hosting.Execution;
using ClawFleet.Hosting.Observation;
using ClawFleet.Hosting.Reconciliation;
using ClawFleet.Hosting.Upgrades;

namespace ClawFleet.Hosting;

/// <summary><c>stop</c>, <c>restart</c>, <c>restart --replace</c> and <c>down</c>: from the labels alone, with no file and no secret but those that lie in the members' folders.</summary>
internal sealed class FleetWork(IContainerEngine engine, FleetHostOptions options, string fleet, IProgress<FleetEvent> progress)
{
    private readonly FleetStateFolder _folder = new(options.StateRoot, fleet);
    private readonly SecretFiles _secretFiles = new(options.SecretsRoot, fleet);

    public Task<FleetResult> StopAsync(IReadOnlyCollection<string> members, CancellationToken ct) =>
        RunAsync("clawden stop", members, Teardown.Stop, MemberState.Stopped, ct);

    public Task<FleetResult> RestartAsync(IReadOnlyCollection<string> members, CancellationToken ct) =>
        RunAsync("clawden restart", members, Teardown.Restart, MemberState.Running, ct);

    /// <summary>Members that cannot be made again as they are stay untouched, and are in the result with the reason.</summary>
    public async Task<FleetResult> ReplaceAsync(IReadOnlyCollection<string> members, CancellationToken ct)
    {
        var remaking = new Remaking(engine, options, fleet, _secretFiles);
        return await RunAsync("clawden restart --replace", members, Teardown.Replace, MemberState.Running, ct, remaking: remaking).ConfigureAwait(false);
    }

    public Task<FleetResult> RemoveAsync(IReadOnlyCollection<string> members, CancellationToken ct) =>
        RunAsync("a removal from the page", members, (observed, asked) => Teardown.Remove(observed, asked, "no longer in the file", networks: true), MemberState.Absent, ct);

    public async Task<FleetResult> DownAsync(bool volumes, CancellationToken ct)
    {
        var result = await RunAsync("clawden down", [], (observed, _) => Teardown.Down(observed, volumes), MemberState.Absent, ct, endsHelpers: true).ConfigureAwait(false);
        if (result.Succeeded)
        {
            try
            {
                _secretFiles.RemoveAll();
                if (volumes)
                {
                    _folder.Delete();
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return result with { Failures = [$"the fleet is gone, but not its secrets on this machine: {e.Message.TrimEnd('.')}"] };
            }
        }

        return result;
    }

    private async Task<FleetResult> RunAsync(
        string command, IReadOnlyCollection<string> names, Func<ObservedFleet, IReadOnlyCollection<string>, OperationPlan> plan, MemberState done, CancellationToken ct, bool endsHelpers = false, Remaking? remaking = null)
    {
        using var mine = await FleetActivities.StepAsync("take the fleet's lock", () =>
            FleetLock.TakeAsync(_folder, command, required: false, options.LockWait, options.Time, t => Tell(t), ct)).ConfigureAwait(false);
        if (endsHelpers)
        {
            await VolumeCopies.EndHelpersAsync(engine, fleet, ct).ConfigureAwait(false);
        }

        var observed = await ObserveAsync(ct).ConfigureAwait(false);
        FleetOwnership.RefusePublished(observed);
        var members = Teardown.Expand(observed.Containers, names);
        RefuseUnknown(observed, members);
        if (remaking is not null)
        {
            (observed, members) = (await remaking.NarrowAsync(observed, members, ct).ConfigureAwait(false), []);
        }

        return await CarryOutAsync(observed, members, plan, done, remaking, ct).ConfigureAwait(false);
    }

    /// <summary>For who holds the fleet's lock. A member that is not there is no fault.</summary>
    public async Task<FleetResult> RunHeldAsync(IReadOnlyCollection<string> members, Func<ObservedFleet, IReadOnlyCollection<string>, OperationPlan> plan, MemberState done, CancellationToken ct) =>
        await CarryOutAsync(await ObserveAsync(ct).ConfigureAwait(false), members, plan, done, remaking: null, ct).ConfigureAwait(false);

    private Task<ObservedFleet> ObserveAsync(CancellationToken ct) => FleetActivities.StepAsync("observe", () => FleetObserver.ObserveAsync(engine, fleet, source: null, ct));

    private async Task<FleetResult> CarryOutAsync(
        ObservedFleet observed, IReadOnlyCollection<string> members, Func<ObservedFleet, IReadOnlyCollection<string>, OperationPlan> plan, MemberState done, Remaking? remaking, CancellationToken ct)
    {
        var operations = plan(observed, members);
        foreach (var notice in operations.Notices)
        {
            Tell(notice);
        }

        var masker = operations.Operations.OfType<StartContainer>().Any() ? new SecretMasker(_secretFiles.ReadAll()) : SecretMasker.None;
        var scope = new ExecutionScope
        {
            Engine = engine,
            Fleet = fleet,
            Source = observed.Containers.Select(c => c.Source).FirstOrDefault() ?? "",
            Time = options.Time,
            MaxParallelism = options.MaxParallelism,
            Progress = progress,
            Masker = masker,
            SecretFiles = _secretFiles,
            Observed = observed,
            Secrets = remaking?.Secrets,
            SecretsHashes = remaking?.SecretsHashes ?? ImmutableDictionary<string, string>.Empty,
            Receiver = remaking?.Receiver,
        };
        var results = await new OperationExecutor(scope).RunAsync(operations, ct).ConfigureAwait(false);
        return new FleetResult(
            [
                .. observed.Containers.Where(c => !c.IsSidecar && Teardown.IsAskedFor(c, members)).Select(c => Outcome(c, operations, results, done)),
                .. remaking?.Untouched ?? [],
            ],
            [
                .. remaking?.Untouched.Select(m => m.Failure!) ?? [],
                .. operations.Operations.Select(o => results[o.Id]).Where(r => r is { Succeeded: false, IsSkipped: false }).Select(r => r.Failure!),
            ]);
    }

    private void RefuseUnknown(ObservedFleet observed, IReadOnlyCollection<string> members)
    {
        var unknown = members.Where(m => !observed.Containers.Any(c => Teardown.IsAskedFor(c, [m]))).ToList();
        if (unknown.Count > 0)
        {
            var known = observed.Containers.Where(c => !c.IsSidecar).Select(c => c.Member).ToList();
            throw new UnknownMemberException(
                $"The fleet '{fleet}' has no member named {string.Join(", ", unknown)} on this engine; " + (known.Count == 0 ? "it has none." : $"it has {string.Join(", ", known)}."));
        }
    }

    private static MemberOutcome Outcome(ObservedContainer container, OperationPlan operations, IReadOnlyDictionary<int, OperationResult> results, MemberState done)
    {
        var own = operations.Operations.Where(o => o.Member == container.Member && o is not (RemoveNetwork or RemoveVolume)).Select(o => (Operation: o, Result: results[o.Id])).ToList();
        var failed = own.Select(o => o.Result).Where(r => !r.Succeeded).OrderBy(r => r.IsSkipped).FirstOrDefault();
        var main = own.LastOrDefault(o => o.Operation.Target == container.Name).Result;
        return new MemberOutcome(
            container.Member, container.Runtime, failed?.State ?? done, container.Simulated, main?.Address, own.Count > 0, own.Count > 0 ? own[0].Operation.Cause : null,
            main?.TimeToHealthy, failed?.Failure, failed?.LastLines ?? []);
    }

    private void Tell(string text)
    {
        FleetActivities.Note(text);
        progress.Report(new FleetEvent(FleetEventKind.Warning, options.Time.GetUtcNow(), null, text));
    }
}
