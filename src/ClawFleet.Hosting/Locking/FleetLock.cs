using System.Globalization;
using System.Text;

namespace ClawFleet.Hosting;

/// <summary>One command at a time works on a fleet: two <c>up</c>s at once would take each other's containers for strangers.</summary>
internal sealed class FleetLock : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly FileStream? _file;

    private FleetLock(FileStream? file) => _file = file;

    /// <param name="command">What this one does, for the other one's message.</param>
    /// <param name="required">False: where the state folder cannot be written, go on without (the labels are the truth, <c>down</c> must always work).</param>
    /// <param name="waiting">Told once, with the holder, when the lock is not free.</param>
    /// <exception cref="FleetConflictException">Still held after <paramref name="wait"/>; names the holder.</exception>
    public static async Task<FleetLock> TakeAsync(FleetStateFolder folder, string command, bool required, TimeSpan wait, TimeProvider time, Action<string> waiting, CancellationToken ct)
    {
        var until = time.GetUtcNow() + wait;
        var told = false;
        while (true)
        {
            try
            {
                folder.Ensure();
                var file = FileLock.Open(folder.LockFile);
                NoteHolder(folder.LockHolderFile, command, time);
                return new FleetLock(file);
            }
            catch (Exception e) when (!required && e is UnauthorizedAccessException or IOException && !File.Exists(folder.LockFile))
            {
                return new FleetLock(null);
            }
            catch (UnauthorizedAccessException) when (!required)
            {
                return new FleetLock(null);
            }
            catch (IOException) when (File.Exists(folder.LockFile))
            {
                var holder = $"Another command is at work on this fleet: {Holder(folder.LockHolderFile)}";
                if (time.GetUtcNow() >= until)
                {
                    throw new FleetConflictException(holder + ". Try again when it is done.");
                }

                if (!told)
                {
                    told = true;
                    waiting(holder + "; waiting for it.");
                }

                await Task.Delay(Pause, time, ct).ConfigureAwait(false);
            }
        }
    }

    public void Dispose() => _file?.Dispose();

    /// <summary>For the other command's message only: on a full disk the lock holds without it.</summary>
    private static void NoteHolder(string path, string command, TimeProvider time)
    {
        try
        {
            PrivateFiles.Write(path, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{command} (process {Environment.ProcessId}, since {time.GetUtcNow():yyyy-MM-dd HH:mm:ss} UTC)")));
        }
        catch (IOException)
        {
        }
    }

    private static string Holder(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "it cannot be known which";
        }
    }
}
