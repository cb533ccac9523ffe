using ClawFleet.Cli.Terminal;
using ClawFleet.Hosting;

namespace ClawFleet.Cli.Presentation;

/// <summary>Shows what happens to a fleet: a line each, or on a terminal a display drawn over itself. Disposed when the command has its result to show.</summary>
internal interface IFleetProgress : IProgress<FleetEvent>, IDisposable;

internal static class FleetProgress
{
    public static IFleetProgress For(CliConsole console) => console.ErrorIsTerminal && console.ErrorPaint.Enabled ? new LiveMembers(console) : new EventLines(console);
}
