using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using ClawFleet.ServiceDefaults.Resilience;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace ClawFleet.ServiceDefaults;

/// <summary>What every .NET process of ClawFleet does the same way, as Aspire's template of this name has it: telemetry here, health in <see cref="Health.HealthEndpoints"/>, resilience in <see cref="ResilienceHandler"/>.</summary>
public static class ServiceDefaultsExtensions
{
    // What the framework counts and traces by itself: Aspire's template adds packages for the same.
    private static readonly string[] FrameworkMeters = ["System.Runtime", "System.Net.Http", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel"];
    private static readonly string[] FrameworkSources = ["Microsoft.AspNetCore", "System.Net.Http"];

    /// <summary>
    /// Exports the process's spans, metrics and log records over OTLP as the standard OTEL_* variables say
    /// (https://opentelemetry.io/docs/specs/otel/protocol/exporter/). Without OTEL_EXPORTER_OTLP_ENDPOINT nothing is made and nothing is sent.
    /// </summary>
    /// <param name="lifetime">Gets the exporters; disposing them sends what is left.</param>
    /// <param name="serviceName"><c>service.name</c>, unless OTEL_SERVICE_NAME says otherwise.</param>
    /// <param name="source">Name of the process's ActivitySource and Meter.</param>
    /// <returns>What makes loggers whose records are sent; without an endpoint they write nowhere.</returns>
    public static ILoggerFactory AddServiceDefaults(this ICollection<IDisposable> lifetime, string serviceName, string source)
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT")))
        {
            return NullLoggerFactory.Instance;
        }

        return Export(lifetime, serviceName, source);
    }

    // A method of its own: a process that exports nothing does not load what it takes.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ILoggerFactory Export(ICollection<IDisposable> lifetime, string serviceName, string source)
    {
        // The variables' own detector comes last, so that OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES win.
        var resource = ResourceBuilder.CreateEmpty().AddService(serviceName).AddTelemetrySdk().AddEnvironmentVariableDetector();
        lifetime.Add(Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource([source, .. FrameworkSources]).AddOtlpExporter(Send).Build());
        lifetime.Add(Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddMeter([source, .. FrameworkMeters]).AddOtlpExporter(Send).Build());
        var loggers = LoggerFactory.Create(logging => logging.AddOpenTelemetry(options =>
        {
            options.SetResourceBuilder(resource);
            options.IncludeFormattedMessage = true;
            options.IncludeScopes = true;
            options.AddOtlpExporter(Send);
        }));
        lifetime.Add(loggers);
        return loggers;
    }

    // The SDK sends each batch once: a receiver that is restarted at that moment would cost it.
    [SuppressMessage("Reliability", "CA2000:Dispose objects before losing scope", Justification = "The client disposes its handler, the exporter its client.")]
    private static void Send(OtlpExporterOptions options) => options.HttpClientFactory = () =>
        new HttpClient(new ResilienceHandler(ResilienceOptions.Exporting, new SocketsHttpHandler { ActivityHeadersPropagator = null })) { Timeout = Timeout.InfiniteTimeSpan };
}
