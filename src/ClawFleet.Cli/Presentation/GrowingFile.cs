namespace ClawFleet.Cli.Presentation;

/// <summary>A text file that a program may be writing.</summary>
internal sealed class GrowingFile(string path)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Copies its lines, whole ones only, and with <paramref name="follow"/> goes on until cancelled.</summary>
    /// <param name="tail">Only that many of the lines that are there now; null for all.</param>
    public async Task PrintAsync(TextWriter into, int? tail, bool follow, CancellationToken ct)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        await using (file.ConfigureAwait(false))
        {
            using var reader = new StreamReader(file);
            var last = new Queue<string>();
            while (await reader.ReadLineAsync(CancellationToken.None).ConfigureAwait(false) is { } line)
            {
                last.Enqueue(line);
                if (last.Count > (tail ?? int.MaxValue))
                {
                    last.Dequeue();
                }
            }

            foreach (var line in last)
            {
                await into.WriteLineAsync(line).ConfigureAwait(false);
            }

            await into.FlushAsync(CancellationToken.None).ConfigureAwait(false);
            while (follow && !ct.IsCancellationRequested)
            {
                await Task.Delay(Pause, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (await reader.ReadToEndAsync(CancellationToken.None).ConfigureAwait(false) is { Length: > 0 } more)
                {
                    await into.WriteAsync(more).ConfigureAwait(false);
                    await into.FlushAsync(CancellationToken.None).ConfigureAwait(false);
                }
            }
        }
    }
}
