namespace ClawFleet.Hosting.Hosts;

/// <summary>
/// Says that somebody restarts what dies: an attached <c>up</c> while it lasts, else the process in the background. Courtesy and not safety: two at once only look twice.
/// </summary>
public sealed class SupervisorSeat : IDisposable
{
    private readonly FileStream _lock;

    private SupervisorSeat(FileStream file) => _lock = file;

    /// <returns>Null when another process has it, or the state folder cannot be written.</returns>
    public static SupervisorSeat? TryTake(FleetHostOptions options, string fleet)
    {
        try
        {
            var folder = new FleetStateFolder(options.StateRoot, fleet);
            folder.Ensure();
            return new SupervisorSeat(FileLock.Open(folder.SupervisorLockFile));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public void Dispose() => _lock.Dispose();
}
