using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using ClawFleet.Init.Health;
using ClawFleet.Runtimes;

namespace ClawFleet.Init.Processes;

/// <summary>Runs the runtime as a child behind a <see cref="HealthFront"/>: passes signals on, and ends as the child ends.</summary>
internal static class Supervisor
{
    /// <returns>The child's exit code, 128 + n when a signal ended it.</returns>
    /// <exception cref="InitException">The port is taken or the program does not start.</exception>
    public static int Run(RuntimeProgram program, string workingDirectory, int port, Supervision supervision)
    {
        using var front = HealthFront.Listen(port, supervision);
        using var child = new Process { StartInfo = Start(program, workingDirectory) };

        // Signals that come before the child is there are kept for it.
        var gate = new Lock();
        var pending = new List<int>();
        var started = false;
        void Forward(PosixSignalContext context, int signal)
        {
            context.Cancel = true;
            lock (gate)
            {
                if (started)
                {
                    NativeMethods.Signal(child.Id, signal);
                }
                else
                {
                    pending.Add(signal);
                }
            }
        }

        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, c => Forward(c, supervision.StopSignal));
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, c => Forward(c, supervision.StopSignal));
        using var hangup = PosixSignalRegistration.Create(PosixSignal.SIGHUP, c => Forward(c, NativeMethods.SignalHangup));
        try
        {
            NativeMethods.IgnoreBrokenPipes(false);
            child.Start();
        }
        catch (Win32Exception e)
        {
            throw new InitException(ExitCode.Unavailable, $"{program.Path} does not start (error {e.NativeErrorCode}): rebuild the image");
        }
        finally
        {
            NativeMethods.IgnoreBrokenPipes(true);
        }

        lock (gate)
        {
            started = true;
            pending.ForEach(s => NativeMethods.Signal(child.Id, s));
        }

        front.Start();
        child.WaitForExit();
        return child.ExitCode;
    }

    private static ProcessStartInfo Start(RuntimeProgram program, string workingDirectory)
    {
        var start = new ProcessStartInfo(program.Path) { UseShellExecute = false, WorkingDirectory = workingDirectory };
        foreach (var argument in program.Argv.Skip(1))
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment.Clear();
        foreach (var (name, value) in program.Environment)
        {
            start.Environment[name] = value;
        }

        return start;
    }
}
