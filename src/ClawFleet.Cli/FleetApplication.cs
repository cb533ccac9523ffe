using System.CommandLine;
using ClawFleet.Cli.Commands;
using ClawFleet.Cli.Terminal;
using ClawFleet.Hosting;

namespace ClawFleet.Cli;

/// <summary>
/// <c>clawden up</c> as a program of its own, for an AppHost: the same words, the same output, the same exit codes, since it is the same code.
/// </summary>
public sealed class FleetApplication
{
    /// <summary>Name of the ActivitySource and the Meter of the orchestrator.</summary>
    public const string TelemetryName = FleetActivities.Name;

    private readonly string[] _args;
    private readonly IReadOnlyList<IDisposable> _lifetime;

    internal FleetApplication(string[] args, IReadOnlyList<IDisposable> lifetime)
    {
        _args = args;
        _lifetime = lifetime;
    }

    /// <param name="args">As <c>clawden up</c> takes them: <c>[MEMBER…] [-d] [--build] [-f FILE] [--env-file FILE] [--no-logs]</c>.</param>
    public static FleetApplicationBuilder CreateBuilder(string[] args) => new(args);

    /// <summary>Brings the fleet up and, unless detached, stays with it until Ctrl-C.</summary>
    /// <returns>The exit code, as <c>clawden up</c> gives it.</returns>
    public async Task<int> RunAsync()
    {
        var console = CliConsole.OfProcess();
        var command = new RootCommand("Brings up the fleet of clawden.yaml; 'clawden up' does the same.");
        UpCommand.AddTo(command, console);
        try
        {
            return await ClawdenApp.RunAsync(command, _args, console).ConfigureAwait(false);
        }
        finally
        {
            foreach (var part in _lifetime.Reverse())
            {
                part.Dispose();
            }
        }
    }
}
