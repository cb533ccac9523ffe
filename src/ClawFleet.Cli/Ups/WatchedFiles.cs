using System.Security.Cryptography;

namespace ClawFleet.Cli.Ups;

/// <summary>The files that a fleet is read from. Their text decides, not their time: an editor writes one twice, and a checkout touches it for nothing.</summary>
internal sealed class WatchedFiles(IEnumerable<string> paths)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private readonly List<string> _paths = [.. paths];
    private string _known = "";

    /// <summary>Takes what they hold now for known.</summary>
    public void Note() => _known = Read();

    /// <summary>Returns once they hold something else and have held it for two looks, so that a file half written is not read; or when cancelled.</summary>
    public async Task ChangedAsync(CancellationToken ct)
    {
        var before = _known;
        while (!ct.IsCancellationRequested)
        {
            await Task.Delay(Interval, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var now = Read();
            if (now != _known && now == before)
            {
                return;
            }

            before = now;
        }
    }

    private string Read() => string.Join('\n', _paths.Select(path =>
    {
        try
        {
            return Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.GetType().Name; // Not there, or between two of an editor's steps.
        }
    }));
}
