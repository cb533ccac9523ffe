namespace ClawFleet.Hosting.Images;

/// <summary>One builder at a time on this machine: two fleets that come up together do not both spend two minutes on the same image. Released by the system when the holder dies.</summary>
internal static class BuildLock
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <param name="waiting">Told once, when somebody else builds.</param>
    /// <returns>Null where the folder cannot be written: the lock only saves double work, so the build goes on without.</returns>
    public static async Task<IDisposable?> TakeAsync(string stateRoot, Action waiting, TimeProvider time, CancellationToken ct)
    {
        var path = Path.Combine(stateRoot, ".images.lock");
        for (var told = false; ; told = true)
        {
            try
            {
                Directory.CreateDirectory(stateRoot);
                return FileLock.Open(path);
            }
            catch (IOException) when (File.Exists(path))
            {
                if (!told)
                {
                    waiting();
                }

                await Task.Delay(Pause, time, ct).ConfigureAwait(false);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return null;
            }
        }
    }
}
