using System.Globalization;

namespace ClawFleet.Hosting;

/// <summary>
/// Telemetry on its way to whoever keeps a fleet's record: files of one OTLP JSON export request each, in a folder for this user alone. Whoever writes needs nobody to be there; whoever reads
/// comes when it likes. Bounded: the oldest go first.
/// </summary>
public sealed class FleetInbox
{
    public const int MostFiles = 200;
    public const long MostBytes = 20 << 20;

    private const string Refused = ".refused";
    private static int _count;

    private readonly FleetStateFolder _state;

    public FleetInbox(FleetHostOptions options, string fleet) => _state = new FleetStateFolder(options.StateRoot, fleet);

    /// <summary>Where the record is kept that the files are meant for.</summary>
    public string RecordFolder => _state.Telemetry;

    /// <summary>What waits, oldest first.</summary>
    public IReadOnlyList<string> Files()
    {
        try
        {
            return Directory.Exists(_state.Inbox) ? [.. Directory.EnumerateFiles(_state.Inbox, "traces-*.json").Order(StringComparer.Ordinal)] : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return []; // Removed at this moment, by `down --volumes`.
        }
    }

    /// <summary>Takes a file that cannot be read out of the way. It is kept for who wants to look, and counts within the bounds.</summary>
    /// <returns>Where it is now.</returns>
    /// <exception cref="IOException">It cannot be renamed.</exception>
    public static string SetAside(string file)
    {
        File.Move(file, file + Refused, overwrite: true);
        return file + Refused;
    }

    /// <summary>Leaves an export request of traces. Nothing is left where the fleet has no state folder.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    internal void Put(ReadOnlySpan<byte> traces)
    {
        if (!Directory.Exists(_state.Path) || traces.Length > MostBytes)
        {
            return;
        }

        PrivateFiles.EnsureFolder(_state.Inbox);
        // By name in the order of time.
        var name = string.Create(CultureInfo.InvariantCulture, $"traces-{DateTime.UtcNow.Ticks:D19}-{Environment.ProcessId}-{Interlocked.Increment(ref _count)}.json");
        PrivateFiles.Write(Path.Combine(_state.Inbox, name), traces);
        Trim();
    }

    private void Trim()
    {
        var files = new DirectoryInfo(_state.Inbox).GetFiles().OrderBy(file => file.Name, StringComparer.Ordinal).Select(file => (file.FullName, file.Length)).ToList();
        var left = files.Count;
        var bytes = files.Sum(file => file.Length);
        foreach (var (oldest, length) in files)
        {
            if (left <= MostFiles && bytes <= MostBytes)
            {
                return;
            }

            File.Delete(oldest);
            left--;
            bytes -= length;
        }
    }
}
