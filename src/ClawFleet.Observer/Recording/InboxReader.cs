using ClawFleet.Hosting;
using ClawFleet.Telemetry;

namespace ClawFleet.Observer.Recording;

/// <summary>Takes into the record what commands have left in the fleet's inbox. A file that cannot be read is set aside and told, and holds nothing up.</summary>
internal sealed class InboxReader(FleetInbox inbox, TelemetryStore store, TimeProvider time, RecorderOptions options)
{
    private const long LongestFile = FleetInbox.MostBytes;

    /// <summary>Those that are in the record and could not be removed, or could not be read: not taken, and not told, again.</summary>
    private readonly HashSet<string> _done = new(StringComparer.Ordinal);

    /// <summary>Until cancelled.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        // A look at an empty folder takes microseconds; a watcher of the file system would need one all the same, for what it misses.
        while (true)
        {
            Take();
            await Pace.WaitAsync(options.InboxInterval, time, ct).ConfigureAwait(false);
        }
    }

    /// <summary>Takes what is there now.</summary>
    internal void Take()
    {
        var files = inbox.Files();
        if (files.Count == 0 || store.DiskFault is not null)
        {
            // A record in memory only would take them away from the one on disk, which is another process's or comes back.
            return;
        }

        foreach (var file in files.Where(file => !_done.Contains(file)))
        {
            Take(file);
        }
    }

    private void Take(string file)
    {
        try
        {
            if (new FileInfo(file).Length > LongestFile)
            {
                throw new MalformedTelemetryException($"it is longer than {LongestFile >> 20} MB");
            }

            var result = store.AppendJson(Signal.Traces, File.ReadAllBytes(file));
            if (result.Rejected > 0)
            {
                options.Warn($"{result.Rejected} spans of {file} are not recorded: {result.Why}");
            }

            _done.Add(file);
            File.Delete(file);
            _done.Remove(file);
        }
        catch (FileNotFoundException)
        {
            // The oldest go when too many wait.
        }
        catch (MalformedTelemetryException e)
        {
            SetAside(file, e.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            options.Warn($"{file} cannot be {(_done.Add(file) ? "read" : "removed")}: {e.Message}");
        }
    }

    private void SetAside(string file, string why)
    {
        _done.Add(file);
        try
        {
            options.Warn($"what a command did is not recorded, since its file is malformed ({why.TrimEnd('.')}); it is set aside as {FleetInbox.SetAside(file)}");
            _done.Remove(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            options.Warn($"{file} is malformed ({why.TrimEnd('.')}) and cannot be renamed: {e.Message}");
        }
    }
}
