using System.Diagnostics;

namespace ClawFleet.Hosting.Hosts;

/// <summary>The process in the background that records a fleet, watches over it and serves its page: found, started and ended from outside.</summary>
public sealed class HostProcess(FleetHostOptions options, string fleet)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(10);

    // It takes a second, and on a machine that builds images beside it a good many.
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(30);

    // Longer than anybody reads, and no host writes much.
    private const long LogLimit = 4 << 20;

    private readonly FleetStateFolder _folder = new(options.StateRoot, fleet);

    /// <summary>What it says: addresses without tokens, what it did to members, what went wrong.</summary>
    public string LogFile => _folder.HostLogFile;

    /// <returns>Null when none runs.</returns>
    public HostRecord? Find()
    {
        try
        {
            return HostRecord.Read(File.ReadAllBytes(_folder.HostFile)) is { } record && record.Process.IsAlive ? record : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Starts it, away from this process's terminal, and returns at once.</summary>
    /// <param name="command">The program with its arguments. Its output goes to <see cref="LogFile"/>.</param>
    /// <exception cref="IOException">The state folder cannot be written.</exception>
    /// <exception cref="System.ComponentModel.Win32Exception">The program cannot be run.</exception>
    public Process Start(IReadOnlyList<string> command)
    {
        _folder.Ensure();
        Rotate();
        ProcessStartInfo start;
        if (OperatingSystem.IsWindows())
        {
            start = new ProcessStartInfo(command[0], command.Skip(1)) { CreateNoWindow = true };
        }
        else
        {
            // Whoever reads this command's output must see its end: the child keeps none of the descriptors.
            start = new ProcessStartInfo("/bin/sh", ["-c", "umask 077; log=$0; exec \"$@\" </dev/null >>\"$log\" 2>&1", LogFile, .. command]);
        }

        start.UseShellExecute = false;
        start.WorkingDirectory = _folder.Path;
        return Process.Start(start)!;
    }

    /// <summary>Waits until one has announced itself.</summary>
    /// <param name="started">The process that is to; its end is the end of waiting, unless another one was quicker.</param>
    /// <returns>Null when none has within thirty seconds.</returns>
    public async Task<HostRecord?> WaitAsync(Process started, CancellationToken ct)
    {
        var until = Stopwatch.StartNew();
        while (true)
        {
            if (Find() is { } record)
            {
                return record;
            }

            if (until.Elapsed > StartPatience || (started.HasExited && started.ExitCode != 0))
            {
                return null;
            }

            await Task.Delay(Poll, ct).ConfigureAwait(false);
        }
    }

    /// <summary>Ends one that runs in the background: asks it, and after ten seconds makes it.</summary>
    /// <returns>Whether there was one.</returns>
    public async Task<bool> StopAsync(CancellationToken ct)
    {
        if (Find() is not { InBackground: true } record)
        {
            return false;
        }

        await EndAsync(record.Process, ct).ConfigureAwait(false);
        return true;
    }

    private static async Task EndAsync(ProcessIdentity identity, CancellationToken ct)
    {
        PosixProcess.Terminate(identity.Pid);
        var until = Stopwatch.StartNew();
        while (identity.IsAlive)
        {
            if (until.Elapsed > EndPatience)
            {
                try
                {
                    using var process = Process.GetProcessById(identity.Pid);
                    process.Kill();
                }
                catch (Exception e) when (e is ArgumentException or InvalidOperationException)
                {
                }

                return;
            }

            await Task.Delay(Poll, ct).ConfigureAwait(false);
        }
    }

    private void Rotate()
    {
        if (File.Exists(LogFile) && new FileInfo(LogFile).Length > LogLimit)
        {
            File.Move(LogFile, LogFile + ".1", overwrite: true);
        }
    }
}
