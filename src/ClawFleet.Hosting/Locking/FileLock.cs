namespace ClawFleet.Hosting;

/// <summary>An exclusive lock on a file, between threads and processes; the system lets go of it when the process ends, however it ends.</summary>
internal static class FileLock
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <exception cref="IOException">Somebody else holds it, or the file cannot be opened.</exception>
    public static FileStream Open(string path) => new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);

    /// <summary>Waits for a lock that is only ever held for a moment.</summary>
    public static FileStream Take(string path, TimeSpan wait)
    {
        var until = DateTime.UtcNow + wait;
        while (true)
        {
            try
            {
                return Open(path);
            }
            catch (IOException) when (DateTime.UtcNow < until)
            {
                using var pause = new ManualResetEventSlim();
                pause.Wait(Pause);
            }
        }
    }
}
