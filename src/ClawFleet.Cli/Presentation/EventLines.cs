using ClawFleet.Cli.Terminal;
using ClawFleet.Hosting;

namespace ClawFleet.Cli.Presentation;

/// <summary>A line for each event, as talk.</summary>
internal sealed class EventLines(CliConsole console) : IFleetProgress
{
    public void Report(FleetEvent value) => console.Error.WriteLine(Text(console.ErrorPaint, value));

    public void Dispose()
    {
    }

    /// <summary><c>openclaw: replacing (image changed)</c>.</summary>
    public static string Text(Paint paint, FleetEvent value)
    {
        var text = value.Kind switch
        {
            FleetEventKind.Warning => paint.Yellow(value.Text),
            FleetEventKind.Failure => paint.Red(value.Text),
            FleetEventKind.ImageBuild => paint.Dim(value.Text),
            _ => value.Text,
        };
        var cause = value.Cause is null || value.Kind == FleetEventKind.Failure ? "" : paint.Dim($" ({value.Cause})");
        return value.Member is null ? text + cause : $"{paint.Bold(value.Member)}: {text}{cause}";
    }
}
