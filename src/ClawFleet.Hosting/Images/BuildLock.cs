namespace ClawFleet.Hosting.Images;

/// <summary>One builder at a time on this machine: two fleets that come up together do not both spend two minutes on the same image. Released by the system when the holder dies.</summary>
internal static class BuildLock
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <param name="waiting">Told once, when somebody else builds.</param>
    public static async Task<IDisposable> TakeAsync(string stateRoot, Action waiting, TimeProvider time, CancellationToken ct)
    {
        Directory.CreateDirectory(stateRoot);
        var path = Path.Combine(stateRoot, ".images.lock");
        for (var told = false; ; told = true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (File.Exists(path))
            {
                if (!told)
                {
                    waiting();
                }

                await Task.Delay(Pause, time, ct).ConfigureAwait(false);
            }
        }
    }
}
