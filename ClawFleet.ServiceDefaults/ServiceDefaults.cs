using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace ClawFleet.ServiceDefaults;

/// <summary>What every .NET process of ClawFleet does the same way.</summary>
public static class ServiceDefaultsExtensions
{
    /// <summary>
    /// Exports the process's spans and metrics over OTLP as the standard OTEL_* variables say
    /// (https://opentelemetry.io/docs/specs/otel/protocol/exporter/). Without OTEL_EXPORTER_OTLP_ENDPOINT nothing is made and nothing is sent.
    /// </summary>
    /// <param name="lifetime">Gets the exporters; disposing them sends what is left.</param>
    /// <param name="serviceName"><c>service.name</c>, unless OTEL_SERVICE_NAME says otherwise.</param>
    /// <param name="source">Name of the process's ActivitySource and Meter.</param>
    public static void AddServiceDefaults(this ICollection<IDisposable> lifetime, string serviceName, string source)
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT")))
        {
            return;
        }

        // The variables' own detector comes last, so that OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES win.
        var resource = ResourceBuilder.CreateEmpty().AddService(serviceName).AddTelemetrySdk().AddEnvironmentVariableDetector();
        lifetime.Add(Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource(source).AddOtlpExporter().Build());
        lifetime.Add(Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddMeter(source).AddOtlpExporter().Build());
    }
}
