using System.Globalization;
using ClawFleet.Cli.Presentation;
using ClawFleet.Cli.Terminal;
using ClawFleet.Hosting;

namespace ClawFleet.Observer.Keeping;

/// <summary>The log of a process that nobody sits in front of: each line with its time.</summary>
internal sealed class HostLog(CliConsole console) : IProgress<FleetEvent>
{
    private readonly Lock _gate = new();

    public void Report(FleetEvent value)
    {
        lock (_gate)
        {
            console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{value.Time.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ} {EventLines.Text(console.ErrorPaint, value)}"));
            foreach (var line in value.LastLines)
            {
                console.Error.WriteLine("    " + line);
            }
        }
    }

    public void Say(string text, TimeProvider time) => Report(new FleetEvent(FleetEventKind.Operation, time.GetUtcNow(), null, text));
}
