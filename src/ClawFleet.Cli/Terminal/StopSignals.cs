using System.Runtime.InteropServices;

namespace ClawFleet.Cli.Terminal;

/// <summary>
/// Ctrl-C, SIGTERM and SIGHUP as two cancellations: the first asks for a clean end, the second for an immediate one. A lost terminal
/// counts like SIGTERM: what was started attached ends with its terminal (<c>up -d</c> is for the rest).
/// </summary>
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource _first = new();
    private readonly CancellationTokenSource _second = new();
    private readonly PosixSignalRegistration[] _registrations;

    public StopSignals()
    {
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal),
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, OnSignal),
        ];
    }

    public CancellationToken First => _first.Token;
    public CancellationToken Second => _second.Token;

    /// <summary>Asked at a Ctrl-C before it counts: true when it ends something smaller than the command, an answer that is awaited, say.</summary>
    public Func<bool>? Interrupts { get; set; }

    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }

        _first.Dispose();
        _second.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        if (context.Signal == PosixSignal.SIGINT && Interrupts?.Invoke() == true)
        {
            return;
        }

        if (!_first.IsCancellationRequested)
        {
            _first.Cancel();
        }
        else if (context.Signal != PosixSignal.SIGHUP)
        {
            // A terminal that goes away tells twice, itself and through the shell: nobody's impatience.
            _second.Cancel();
        }
    }
}
