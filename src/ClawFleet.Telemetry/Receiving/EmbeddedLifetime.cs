using Microsoft.Extensions.Hosting;

namespace ClawFleet.Telemetry.Receiving;

/// <summary>In place of the one that takes Ctrl-C and SIGTERM for itself: these are the program's in which the server is embedded.</summary>
internal sealed class EmbeddedLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
