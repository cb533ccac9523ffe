using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace ClawFleet.Telemetry.Tests;

/// <summary>The OpenTelemetry SDK for .NET as the client: what it sends is what arrives, over each of its protocols.</summary>
public sealed class ExporterTests
{
    [Theory]
    [InlineData(OtlpExportProtocol.HttpProtobuf)]
    [InlineData(OtlpExportProtocol.Grpc)]
    public async Task All_three_signals_arrive(OtlpExportProtocol protocol)
    {
        await using var test = await TestReceiver.StartAsync();
        var name = $"exporter-{protocol}";
        var resource = ResourceBuilder.CreateEmpty().AddService("agent-1", serviceInstanceId: "one");
        using var source = new ActivitySource(name);
        using var meter = new Meter(name, "1.2.3");
        var (traceId, spanId) = ("", "");
        using (Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource(name)
            .AddOtlpExporter(o => Point(o, test, protocol, "traces")).Build())
        using (Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddMeter(name)
            .AddView("sizes", new Base2ExponentialBucketHistogramConfiguration()).AddOtlpExporter(o => Point(o, test, protocol, "metrics")).Build())
        using (var loggers = LoggerFactory.Create(b => b.AddOpenTelemetry(o =>
        {
            o.SetResourceBuilder(resource);
            o.AddOtlpExporter(e => Point(e, test, protocol, "logs"));
        })))
        {
            using (var root = source.StartActivity("turn", ActivityKind.Server))
            {
                using var chat = source.StartActivity("chat", ActivityKind.Client);
                chat!.SetTag("gen_ai.usage.input_tokens", 12).AddEvent(new ActivityEvent("first token")).SetStatus(ActivityStatusCode.Error, "cut off");
                (traceId, spanId) = (chat.TraceId.ToHexString(), chat.SpanId.ToHexString());
#pragma warning disable CA2254 // The name of the protocol is part of the text.
                loggers.CreateLogger("gateway").LogWarning($"{protocol}: {{Channel}} is slow", "telegram");
#pragma warning restore CA2254
            }
            meter.CreateCounter<long>("requests", "{request}").Add(5, new KeyValuePair<string, object?>("code", 200));
            var duration = meter.CreateHistogram("duration", "s", "how long", null,
                new InstrumentAdvice<double> { HistogramBucketBoundaries = [1, 2, 5] });
            foreach (var seconds in new[] { 0.5, 1.5, 1.6, 4, 9 })
                duration.Record(seconds);
            meter.CreateHistogram<double>("sizes").Record(100);
        }

        Assert.True(TraceId.TryParse(traceId, out var id));
        await TestReceiver.Eventually(() => test.Store.Trace(id).Length == 2 && !test.Store.Logs(new LogQuery()).Records.IsEmpty
            && test.Store.Instruments().Length == 3 ? "all" : null);
        var trace = Assert.Single(test.Store.Traces(new TraceQuery { Failed = true }).Traces);
        Assert.Equal(("turn", "agent-1", 2, 1), (trace.Name, trace.Service, trace.Spans, trace.Errors));
        var span = test.Store.Trace(id).Single(s => s.SpanId.ToString() == spanId);
        Assert.Equal(("chat", SpanKind.Client, SpanStatus.Error, "cut off"), (span.Name, span.Kind, span.Status, span.StatusMessage));
        Assert.Equal(new WholeValue(12), span.Attributes.Single(a => a.Key == "gen_ai.usage.input_tokens").Value);
        Assert.Equal("first token", Assert.Single(span.Events).Name);

        var log = Assert.Single(test.Store.Logs(new LogQuery { TraceId = id, LeastSeverity = 13, Text = "SLOW" }).Records);
        Assert.Equal(("gateway", 13, spanId), (log.Scope.Name, log.Severity, log.SpanId.ToString()));
        Assert.Contains(log.Attributes, a => a is { Key: "Channel", Value: TextValue { Text: "telegram" } });

        var requests = Assert.Single(test.Store.Series(new MetricQuery { Instrument = "requests" }));
        Assert.Equal((InstrumentKind.Sum, Temporality.Cumulative, true, "{request}"),
            (requests.Instrument.Kind, requests.Instrument.Temporality, requests.Instrument.Monotonic, requests.Instrument.Unit));
        Assert.Equal(5, Assert.IsType<NumberPoint>(requests.Points[^1]).Value);
        var histogram = Assert.IsType<HistogramPoint>(Assert.Single(test.Store.Series(new MetricQuery { Instrument = "duration" })).Points[^1]);
        Assert.Equal((5UL, 16.6), (histogram.Count, histogram.Sum));
        Assert.Equal([1, 2, 1, 1], histogram.Counts);
        var sizes = Assert.IsType<ExponentialHistogramPoint>(Assert.Single(test.Store.Series(new MetricQuery { Instrument = "sizes" })).Points[^1]);
        Assert.InRange(Percentile.Of(sizes, 0.5)!.Value, 99.9, 100.1);
    }

    private static void Point(OtlpExporterOptions options, TestReceiver test, OtlpExportProtocol protocol, string signal)
    {
        options.Protocol = protocol;
        options.Endpoint = protocol == OtlpExportProtocol.Grpc ? test.Grpc : new Uri(test.Http, $"/v1/{signal}");
        options.Headers = $"x-otlp-api-key={TestReceiver.Key}";
    }
}
