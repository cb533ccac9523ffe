using System.Collections.Immutable;
using ClawFleet.Hosting;

namespace ClawFleet.Dashboard.Changes;

/// <summary>Changes of the file being carried out, or the last that were: what is done at the moment, and how it ended.</summary>
/// <param name="member">The one member that it is about; null for all.</param>
internal sealed class ChangeRun(string? member, DateTimeOffset started) : IProgress<FleetEvent>
{
    private const int MostLines = 200;

    private readonly Lock gate = new();
    private readonly Queue<string> lines = [];

    public string? Member => member;

    public DateTimeOffset Started => started;

    /// <summary>Null while it is under way.</summary>
    public DateTimeOffset? Ended { get; private set; }

    /// <summary>What did not go well; null when all did, or while it is under way.</summary>
    public string? Failure { get; private set; }

    public bool IsUnderWay => Ended is null;

    /// <summary>The last things that were done, oldest first.</summary>
    public ImmutableArray<string> Lines
    {
        get
        {
            lock (gate)
                return [.. lines];
        }
    }

    public void Report(FleetEvent value)
    {
        lock (gate)
        {
            foreach (var line in value.LastLines.Prepend($"{(value.Member is null ? "" : value.Member + ": ")}{value.Text}{(value.Cause is null ? "" : $" ({value.Cause})")}"))
                lines.Enqueue(line);
            while (lines.Count > MostLines)
                lines.Dequeue();
        }
    }

    public void End(string? failure, DateTimeOffset at) => (Failure, Ended) = (failure, at);
}
