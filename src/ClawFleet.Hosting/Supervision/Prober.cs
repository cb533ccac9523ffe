using System.Threading.Channels;
using ClawFleet.Engine;
using ClawFleet.Hosting.Health;
using ClawFleet.Model.Plans;

namespace ClawFleet.Hosting.Supervision;

/// <summary>Asks one container for its health again and again. A bad answer counts only when the next one is bad, too.</summary>
internal sealed class Prober(IContainerEngine engine, SupervisionOptions options, TimeProvider time, ChannelWriter<Signal> output)
{
    /// <param name="isStarting">Then it is asked more often, and bad answers are not told before <paramref name="deadline"/>.</param>
    public async Task RunAsync(ContainerPlan plan, HealthTarget target, bool isStarting, DateTimeOffset deadline, CancellationToken ct)
    {
        try
        {
            var interval = target.Endpoint is null ? options.CommandInterval : options.ProbeInterval;
            while (true)
            {
                var answer = await target.AskAsync(engine, options.ProbeTimeout, ct).ConfigureAwait(false);
                if (!answer.IsHealthy && isStarting && time.GetUtcNow() < deadline)
                {
                    await Task.Delay(options.StartingInterval, time, ct).ConfigureAwait(false);
                    continue;
                }

                if (!answer.IsHealthy)
                {
                    if (!answer.TimedOut)
                    {
                        await Task.Delay(options.SecondProbeAfter, time, ct).ConfigureAwait(false);
                    }

                    answer = await target.AskAsync(engine, options.ProbeTimeout, ct).ConfigureAwait(false);
                }

                isStarting = false;
                await output.WriteAsync(new ProbeSignal(plan.Name, target.ContainerId, answer), ct).ConfigureAwait(false);
                await Pace.WaitAsync(interval, time, ct).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
        }
        catch (EngineException e)
        {
            output.TryWrite(new EngineLost(e)); // Only a health command asks the engine; the loop reconnects.
        }
    }
}
