using System.Collections.Concurrent;
using System.Diagnostics;
using ClawFleet.Engine;
using ClawFleet.Hosting.Reconciliation;

namespace ClawFleet.Hosting.Execution;

/// <summary>
/// Carries out a graph of operations: each starts the moment those before it are done, a bounded number of engine calls at once. A failure skips what
/// depends on it and nothing else. When the engine itself goes away everything ends with that one failure.
/// </summary>
internal sealed class OperationExecutor(ExecutionScope context)
{
    private readonly OperationGate _gate = new(context.MaxParallelism);
    private readonly ConcurrentDictionary<string, (string Id, DateTimeOffset Started)> _containers = new(StringComparer.Ordinal);
    private readonly HealthGate _health = new(context);
    private EngineException? _lost;

    /// <returns>A result for each operation, by its id.</returns>
    /// <exception cref="EngineException">The engine went away. What was done stays; the next run goes on from there.</exception>
    public async Task<IReadOnlyDictionary<int, OperationResult>> RunAsync(OperationPlan plan, CancellationToken ct)
    {
        using var abort = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var results = new Dictionary<int, OperationResult>();
        try
        {
            await using var watch = StartWatch(plan, abort);
            var tasks = new Dictionary<int, Task<OperationResult>>();
            foreach (var operation in plan.Operations)
            {
                tasks[operation.Id] = RunOneAsync(operation, [.. operation.After.Select(a => tasks[a])], watch, abort);
            }

            await Task.WhenAll(tasks.Values).ConfigureAwait(false);
            foreach (var (id, task) in tasks)
            {
                results[id] = await task.ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_lost is not null && !ct.IsCancellationRequested)
        {
        }

        return _lost is null ? results : throw new EngineException(
            _lost.Kind, $"The engine went away in the middle of the work: {_lost.Message.TrimEnd('.')}. What is done stays; run the same command again when the engine is back.", _lost);
    }

    private Watching StartWatch(OperationPlan plan, CancellationTokenSource abort) =>
        new(() => new StartupWatch(context.Engine, context.Fleet, context.Time.GetUtcNow(), e => Lose(e, abort), abort.Token), plan.Operations.Any(o => o is StartContainer));

    private async Task<OperationResult> RunOneAsync(Operation operation, Task<OperationResult>[] before, Watching watch, CancellationTokenSource abort)
    {
        foreach (var task in before)
        {
            if (await task.ConfigureAwait(false) is { Succeeded: false } failed)
            {
                // The first cause, not a chain of "skipped because skipped".
                return failed with { IsSkipped = true, State = MemberState.Waiting, Failure = failed.IsSkipped ? failed.Failure : $"not started, since {failed.Failure}" };
            }
        }

        var ct = abort.Token;
        using var step = FleetActivities.Begin(operation, context.Masker);
        try
        {
            if (operation is WaitHealthy gate)
            {
                return await WaitAsync(gate, watch, ct).ConfigureAwait(false);
            }

            await WaitForTurnAsync(operation, ct).ConfigureAwait(false);
            try
            {
                context.Report(FleetEventKind.Operation, operation.Member, $"{operation.Verb} {operation.Target}", operation.Cause);
                await new EngineCall(context, _containers, watch).RunAsync(operation, ct).ConfigureAwait(false);
                return OperationResult.Success;
            }
            finally
            {
                _gate.Leave();
            }
        }
        catch (EngineException e) when (e.Kind is EngineErrorKind.ConnectionLost or EngineErrorKind.Unreachable)
        {
            step.Fail(e);
            Lose(e, abort);
            throw new OperationCanceledException(e.Message, e, ct);
        }
        catch (OperationFailedException e)
        {
            return Fail(operation, step, e.Message, e.State, e.LastLines);
        }
        catch (Exception e) when (e is EngineException or IOException or UnauthorizedAccessException)
        {
            return Fail(operation, step, $"{operation.Verb} {operation.Target}: {e.Message.TrimEnd('.')}", MemberState.FailedToStart, []);
        }
    }

    private async Task WaitForTurnAsync(Operation operation, CancellationToken ct)
    {
        var turn = _gate.EnterAsync(Priority(operation), ct);
        var isAtOnce = turn.IsCompleted;
        await turn.ConfigureAwait(false);
        if (!isAtOnce)
        {
            FleetActivities.Note("its turn: as many as may work at once did until now");
        }
    }

    private async Task<OperationResult> WaitAsync(WaitHealthy gate, Watching watch, CancellationToken ct)
    {
        OperationResult result;
        if (gate.AlreadyRunning)
        {
            result = await _health.KeepAsync(gate, watch, ct).ConfigureAwait(false);
        }
        else
        {
            var (id, started) = _containers[gate.Plan.Name];
            context.Report(FleetEventKind.MemberState, gate.Member, $"{gate.Plan.Subject}is starting", null, MemberState.Starting);
            result = await _health.AwaitAsync(gate.Plan, id, started, watch.Now.Of(id), ct).ConfigureAwait(false);
            context.Report(FleetEventKind.MemberState, gate.Member, $"{gate.Plan.Subject}is healthy", null, MemberState.Running);
        }

        return result;
    }

    private OperationResult Fail(Operation operation, Activity? step, string failure, MemberState state, IReadOnlyList<string> lastLines)
    {
        failure = context.Masker.Apply(failure);
        step.Fail(failure);
        context.Report(FleetEventKind.Failure, operation.Member, failure, operation.Cause, state, lastLines);
        return new OperationResult { Failure = failure, State = state, LastLines = lastLines };
    }

    private void Lose(EngineException e, CancellationTokenSource abort)
    {
        Interlocked.CompareExchange(ref _lost, e, null);
        abort.Cancel();
    }

    /// <summary>What makes room first, then what is about to run, then what is yet to be made.</summary>
    private static int Priority(Operation operation) => operation switch
    {
        CreateContainer => 2,
        StartContainer => 1,
        _ => 0,
    };
}
