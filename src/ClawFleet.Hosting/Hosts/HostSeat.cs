using System.Text;

namespace ClawFleet.Hosting.Hosts;

/// <summary>The place of the one process that records a fleet. The system gives it free when that process ends, however it ends.</summary>
public sealed class HostSeat : IDisposable
{
    private readonly FleetStateFolder _folder;
    private readonly FileStream _lock;

    private HostSeat(FleetStateFolder folder, FileStream file) => (_folder, _lock) = (folder, file);

    /// <returns>Null when another process has it.</returns>
    /// <exception cref="IOException">The state folder cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It is another user's.</exception>
    public static HostSeat? TryTake(FleetHostOptions options, string fleet)
    {
        var folder = new FleetStateFolder(options.StateRoot, fleet);
        folder.Ensure();
        try
        {
            return new HostSeat(folder, FileLock.Open(folder.HostLockFile));
        }
        catch (IOException) when (File.Exists(folder.HostLockFile))
        {
            return null;
        }
    }

    /// <summary>Lets others find this process.</summary>
    public void Announce(HostRecord record)
    {
        PrivateFiles.Write(_folder.HostTokenFile, Encoding.ASCII.GetBytes(record.Token));
        PrivateFiles.Write(_folder.HostFile, record.Write());
    }

    public void Dispose()
    {
        try
        {
            File.Delete(_folder.HostFile);
            File.Delete(_folder.HostTokenFile);
        }
        catch (IOException)
        {
            // `down --volumes` may have removed the folder already.
        }

        _lock.Dispose();
    }
}
