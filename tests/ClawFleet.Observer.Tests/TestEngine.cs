using System.Runtime.CompilerServices;
using ClawFleet.Engine;
using ClawFleet.Hosting;
using ClawFleet.Model.Plans;
using NSubstitute;

namespace ClawFleet.Observer.Tests;

/// <summary>An engine with one running member, <c>one</c> of the fleet <c>crew</c>.</summary>
internal sealed class TestEngine
{
    private static readonly DateTimeOffset Start = new(2026, 11, 27, 20, 0, 0, TimeSpan.Zero);

    private int _samples;

    public TestEngine()
    {
        var labels = new Dictionary<string, string>
        {
            [FleetLabels.Fleet] = "crew",
            [FleetLabels.Member] = "one",
            [FleetLabels.Runtime] = "zeroclaw",
            [FleetLabels.Role] = "member",
            [FleetLabels.Simulated] = "true",
        };
        var summary = new ContainerSummary("id1", "crew-one", "clawfleet/zeroclaw:1", "sha256:1", ContainerState.Running, ContainerHealth.None, "Up", Start, labels, [], new Dictionary<string, string>());
        Engine.ListContainersAsync(default!, default).ReturnsForAnyArgs([summary]);
        Engine.WatchEventsAsync(default, default, default).ReturnsForAnyArgs(call => Never<EngineEvent>(call.Arg<CancellationToken>()));
        Engine.ReadLogsAsync(default!, default!, default).ReturnsForAnyArgs(call => ReadAsync(call.Arg<Engine.LogQuery>()));
        Engine.ReadStatsAsync(default!, default).ReturnsForAnyArgs(_ =>
            new ContainerStats(Start.AddSeconds(++_samples), (ulong)_samples * 100_000_000, 1000, null, 0, 0, null));
        Host = new FleetHost(Engine, new FleetHostOptions("/nowhere", "/nowhere", "/nowhere"));
    }

    public IContainerEngine Engine { get; } = Substitute.For<IContainerEngine>();

    public FleetHost Host { get; }

    public List<string> Lines { get; } = [];

    /// <summary>After how many lines of all the connection breaks.</summary>
    public int LinesThenGone { get; set; } = int.MaxValue;

    /// <summary>How often the output was begun to be read.</summary>
    public int Readings { get; private set; }

    private async IAsyncEnumerable<LogLine> ReadAsync(Engine.LogQuery query)
    {
        Readings++;
        await Task.Yield();
        for (var i = 0; i < Math.Min(Lines.Count, LinesThenGone); i++)
        {
            var at = Start.AddSeconds(i);
            if (query.Since is not { } since || at > since)
            {
                yield return new LogLine(OutputStream.Stdout, at, Lines[i]);
            }
        }

        if (LinesThenGone < int.MaxValue)
        {
            throw new EngineException(EngineErrorKind.ConnectionLost, "The connection broke.");
        }
    }

    private static async IAsyncEnumerable<T> Never<T>([EnumeratorCancellation] CancellationToken ct)
    {
        await Task.Delay(Timeout.Infinite, ct);
        yield break;
    }
}
