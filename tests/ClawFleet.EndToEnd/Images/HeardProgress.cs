using System.Collections.Concurrent;
using ClawFleet.Hosting;

namespace ClawFleet.EndToEnd.Images;

/// <summary>Keeps what it was told; calls back on the teller's thread, in order.</summary>
internal sealed class HeardProgress(Action<FleetEvent>? also = null) : IProgress<FleetEvent>
{
    private readonly ConcurrentQueue<FleetEvent> _heard = new();

    public IReadOnlyCollection<string> Lines => [.. _heard.Select(e => e.Text)];

    public void Report(FleetEvent value)
    {
        _heard.Enqueue(value);
        also?.Invoke(value);
    }
}
