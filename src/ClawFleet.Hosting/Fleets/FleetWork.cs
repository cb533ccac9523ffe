using ClawFleet.Engine;
using ClawFleet.Hosting.Execution;
using ClawFleet.Hosting.Observation;
using ClawFleet.Hosting.Reconciliation;

namespace ClawFleet.Hosting;

/// <summary><c>stop</c>, <c>restart</c> and <c>down</c>: from the labels alone, with no file and no secret.</summary>
internal sealed class FleetWork(IContainerEngine engine, FleetHostOptions options, string fleet, IProgress<FleetEvent> progress)
{
    private readonly FleetStateFolder _folder = new(options.StateRoot, fleet);
    private readonly SecretFiles _secretFiles = new(options.SecretsRoot, fleet);

    public Task<FleetResult> StopAsync(IReadOnlyCollection<string> members, CancellationToken ct) =>
        RunAsync("clawden stop", members, Teardown.Stop, MemberState.Stopped, ct);

    public Task<FleetResult> RestartAsync(IReadOnlyCollection<string> members, CancellationToken ct) =>
        RunAsync("clawden restart", members, Teardown.Restart, MemberState.Running, ct);

    public async Task<FleetResult> DownAsync(bool volumes, CancellationToken ct)
    {
        var result = await RunAsync("clawden down", [], (observed, _) => Teardown.Down(observed, volumes), MemberState.Absent, ct).ConfigureAwait(false);
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

    private async Task<FleetResult> RunAsync(string command, IReadOnlyCollection<string> names, Func<ObservedFleet, IReadOnlyCollection<string>, OperationPlan> plan, MemberState done, CancellationToken ct)
    {
        using var mine = await FleetActivities.StepAsync("take the fleet's lock", () =>
            FleetLock.TakeAsync(_folder, command, required: false, options.LockWait, options.Time, t => Tell(t), ct)).ConfigureAwait(false);
        var observed = await FleetActivities.StepAsync("observe", () => FleetObserver.ObserveAsync(engine, fleet, source: null, ct)).ConfigureAwait(false);
        FleetOwnership.RefusePublished(observed);
        var members = Teardown.Expand(observed.Containers, names);
        RefuseUnknown(observed, members);
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
        };
        var results = await new OperationExecutor(scope).RunAsync(operations, ct).ConfigureAwait(false);
        return new FleetResult(
            [.. observed.Containers.Where(c => !c.IsSidecar && Teardown.IsAskedFor(c, members)).Select(c => Outcome(c, operations, results, done))],
            [.. operations.Operations.Select(o => results[o.Id]).Where(r => r is { Succeeded: false, IsSkipped: false }).Select(r => r.Failure!)]);
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
