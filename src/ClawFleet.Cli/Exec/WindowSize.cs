using System.Runtime.InteropServices;
using ClawFleet.Engine;

namespace ClawFleet.Cli.Exec;

/// <summary>Keeps the program's terminal as large as ours.</summary>
internal sealed class WindowSize : IDisposable
{
    private readonly PosixSignalRegistration? _registration;

    private WindowSize(PosixSignalRegistration? registration) => _registration = registration;

    public static WindowSize Follow(Func<int, int, Task> resize)
    {
        _ = TellAsync(resize);
        return new WindowSize(OperatingSystem.IsWindows() ? null : PosixSignalRegistration.Create(PosixSignal.SIGWINCH, _ => { var told = TellAsync(resize); }));
    }

    public void Dispose() => _registration?.Dispose();

    private static async Task TellAsync(Func<int, int, Task> resize)
    {
        try
        {
            await resize(Console.WindowWidth, Console.WindowHeight).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is EngineException or IOException or ObjectDisposedException)
        {
            // A program that ended has no size.
        }
    }
}
