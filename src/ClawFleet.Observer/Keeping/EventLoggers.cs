using ClawFleet.Hosting;
using Microsoft.Extensions.Logging;

namespace ClawFleet.Observer.Keeping;

/// <summary>Hands what our own libraries log to who is told of the fleet's events; the framework's loggers stay what they are.</summary>
internal sealed class EventLoggers(IProgress<FleetEvent> events, ILoggerFactory framework, TimeProvider time) : ILoggerFactory
{
    public ILogger CreateLogger(string categoryName) =>
        categoryName.StartsWith("ClawFleet.", StringComparison.Ordinal) ? new EventLogger(events, time) : framework.CreateLogger(categoryName);

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    /// <summary>The framework's factory is its owner's.</summary>
    public void Dispose()
    {
    }

    private sealed class EventLogger(IProgress<FleetEvent> events, TimeProvider time) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel is >= LogLevel.Information and < LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                var kind = logLevel switch { >= LogLevel.Error => FleetEventKind.Failure, LogLevel.Warning => FleetEventKind.Warning, _ => FleetEventKind.Operation };
                events.Report(new FleetEvent(kind, time.GetUtcNow(), null, formatter(state, exception) + (exception is null ? "" : $": {exception.Message}")));
            }
        }
    }
}
