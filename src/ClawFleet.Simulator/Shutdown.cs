using System.Runtime.InteropServices;

namespace ClawFleet.Simulator;

/// <summary>SIGTERM and SIGINT as one cancellation; as PID 1 too.</summary>
internal sealed class Shutdown : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly List<PosixSignalRegistration> _registrations = [];

    /// <param name="deaf">Ignores the signals, for tests of the stop deadline.</param>
    /// <param name="signals">The signals upstream handles; without any SIGTERM and SIGINT.</param>
    public Shutdown(bool deaf, params PosixSignal[] signals)
    {
        foreach (var signal in signals.Length > 0 ? signals : [PosixSignal.SIGTERM, PosixSignal.SIGINT])
        {
            _registrations.Add(PosixSignalRegistration.Create(signal, context =>
            {
                context.Cancel = true;
                Talk.Info(deaf ? $"{context.Signal} ignored (CLAWSIM_FAULT=ignore-sigterm)" : $"{context.Signal} received, shutting down");
                if (!deaf) _stop.Cancel();
            }));
        }
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGHUP, context => context.Cancel = true));
    }

    public CancellationToken Token => _stop.Token;

    /// <summary>Waits for what runs beside the server, however it ends, but no longer than <paramref name="grace"/>.</summary>
    public static async Task AfterAsync(TimeSpan grace, params Task[] tasks)
    {
        using var limit = new CancellationTokenSource(grace);
        foreach (var task in tasks) await task.WaitAsync(limit.Token).ContinueWith(_ => { }, TaskScheduler.Default).ConfigureAwait(false);
    }

    public void Dispose()
    {
        foreach (var registration in _registrations) registration.Dispose();
        _stop.Dispose();
    }
}
