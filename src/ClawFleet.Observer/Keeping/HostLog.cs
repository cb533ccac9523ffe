using System.Globalization;
using ClawFleet.Cli.Presentation;
using ClawFleet.Cli.Terminal;
using ClawFleet.Hosting;
using Microsoft.Extensions.Logging;

namespace ClawFleet.Observer.Keeping;

/// <summary>The log of a process that nobody sits in front of: each line with its time. The same as log records to who exports the process's own telemetry.</summary>
internal sealed partial class HostLog(CliConsole console, ILoggerFactory loggers) : IProgress<FleetEvent>
{
    private readonly Lock _gate = new();
    private readonly ILogger _logger = loggers.CreateLogger<HostLog>();

    public void Report(FleetEvent value)
    {
        Log(_logger, value.Kind switch { FleetEventKind.Failure => LogLevel.Error, FleetEventKind.Warning => LogLevel.Warning, _ => LogLevel.Information }, value.Text);
        lock (_gate)
        {
            console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{value.Time.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ} {EventLines.Text(console.ErrorPaint, value)}"));
            foreach (var line in value.LastLines)
            {
                console.Error.WriteLine("    " + line);
            }
        }
    }

    [LoggerMessage(Message = "{Text}")]
    private static partial void Log(ILogger logger, LogLevel level, string text);

    public void Say(string text, TimeProvider time) => Report(new FleetEvent(FleetEventKind.Operation, time.GetUtcNow(), null, text));
}
