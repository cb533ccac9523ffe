using ClawFleet.Engine;

namespace ClawFleet.Hosting.Execution;

/// <summary>The last lines of a container's output, for a report.</summary>
internal static class LogTail
{
    private const int Lines = 20;

    public static async Task<IReadOnlyList<string>> ReadAsync(IContainerEngine engine, string containerId, SecretMasker masker, CancellationToken ct)
    {
        var lines = new List<string>();
        try
        {
            await foreach (var line in engine.ReadLogsAsync(containerId, new LogQuery(Follow: false, Tail: Lines), ct).ConfigureAwait(false))
            {
                lines.Add(masker.Apply(line.Text));
            }
        }
        catch (EngineException)
        {
            // What is being reported matters more than its log.
        }

        return lines;
    }
}
