using ClawFleet.Engine;
using ClawFleet.Hosting;
using ClawFleet.Observer.Recording;
using ClawFleet.Telemetry;

namespace ClawFleet.Observer.Machines;

/// <summary>Looks at this machine every few seconds. Where it is no Linux it looks once and leaves it.</summary>
internal sealed class MachineWatch(FleetHost host, string fleet, TelemetryStore store, RecorderOptions options)
{
    private readonly MachineReader _reader = new("/proc");
    private readonly MachineRecording _recording = new(fleet, store);

    /// <summary>Until cancelled.</summary>
    /// <exception cref="EngineException">The engine cannot be asked where it keeps its things.</exception>
    public async Task RunAsync(CancellationToken ct)
    {
        List<string> folders = [host.Options.StateRoot];
        var engine = await host.Engine.GetInfoAsync(ct).ConfigureAwait(false);
        if (engine.StorageFolder.Length > 0 && engine.Address.StartsWith("unix:", StringComparison.Ordinal))
        {
            folders.Add(engine.StorageFolder);
        }

        while (true)
        {
            if (_reader.Read() is not { } now)
            {
                await Task.Delay(Timeout.Infinite, ct).ConfigureAwait(false);
                return;
            }

            _recording.Append(now, _reader.ReadDisks(folders), host.Options.Time.GetUtcNow());
            await Pace.WaitAsync(options.MachineInterval, host.Options.Time, ct).ConfigureAwait(false);
        }
    }
}
