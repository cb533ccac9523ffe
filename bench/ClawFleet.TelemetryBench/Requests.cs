using Google.Protobuf;
using OpenTelemetry.Proto.Collector.Logs.V1;
using OpenTelemetry.Proto.Collector.Metrics.V1;
using OpenTelemetry.Proto.Collector.Trace.V1;
using OpenTelemetry.Proto.Common.V1;
using OpenTelemetry.Proto.Logs.V1;
using OpenTelemetry.Proto.Metrics.V1;
using OpenTelemetry.Proto.Resource.V1;
using OpenTelemetry.Proto.Trace.V1;
using Proto = OpenTelemetry.Proto;

namespace ClawFleet.TelemetryBench;

/// <summary>Requests like those of an agent: 512 records with five or six attributes each, from one member.</summary>
internal static class Requests
{
    public const int Records = 512;

    private const ulong Start = 1_760_000_000_000_000_000;

    private static readonly Random random = new(1);

    public static byte[] Of(Telemetry.Signal signal, int member = 0, int number = 0) => signal switch
    {
        Telemetry.Signal.Traces => Spans(member).ToByteArray(),
        Telemetry.Signal.Metrics => Metrics(member).ToByteArray(),
        _ => Logs(member, number).ToByteArray(),
    };

    /// <summary>Parses with the generated messages; the answer keeps it from being left out.</summary>
    public static int Parse(Telemetry.Signal signal, byte[] request) => signal switch
    {
        Telemetry.Signal.Traces => ExportTraceServiceRequest.Parser.ParseFrom(request).ResourceSpans.Count,
        Telemetry.Signal.Metrics => ExportMetricsServiceRequest.Parser.ParseFrom(request).ResourceMetrics.Count,
        _ => ExportLogsServiceRequest.Parser.ParseFrom(request).ResourceLogs.Count,
    };

    private static ExportTraceServiceRequest Spans(int member)
    {
        var scope = new ScopeSpans { Scope = new InstrumentationScope { Name = "openclaw", Version = "2026.9.6" } };
        for (var i = 0; i < Records; i++)
        {
            var span = new Span
            {
                TraceId = Id(16),
                SpanId = Id(8),
                ParentSpanId = i % 8 == 0 ? ByteString.Empty : Id(8),
                Name = "chat claude-sonnet",
                Kind = Span.Types.SpanKind.Client,
                StartTimeUnixNano = Start + ((ulong)i * 1000),
                EndTimeUnixNano = Start + ((ulong)i * 1000) + 1_500_000,
                Status = new Status { Code = i % 50 == 0 ? Status.Types.StatusCode.Error : Status.Types.StatusCode.Unset },
            };
            span.Attributes.Add([Text("gen_ai.system", "anthropic"), Text("gen_ai.request.model", "claude-sonnet"),
                Whole("gen_ai.usage.input_tokens", i), Whole("gen_ai.usage.output_tokens", i * 2), Text("server.address", "api.anthropic.com")]);
            scope.Spans.Add(span);
        }
        return new ExportTraceServiceRequest { ResourceSpans = { new ResourceSpans { Resource = Member(member), ScopeSpans = { scope } } } };
    }

    private static ExportLogsServiceRequest Logs(int member, int number)
    {
        var scope = new ScopeLogs { Scope = new InstrumentationScope { Name = "gateway" } };
        for (var i = 0; i < Records; i++)
        {
            var log = new LogRecord
            {
                TimeUnixNano = Start + ((((ulong)number * Records) + (ulong)i) * 1_000_000),
                SeverityNumber = i % 100 == 0 ? SeverityNumber.Error : SeverityNumber.Info,
                SeverityText = i % 100 == 0 ? "Error" : "Information",
                Body = new AnyValue { StringValue = $"message {i} of conversation {random.Next(10_000)} was delivered to the channel in {random.Next(900)} ms" },
                TraceId = Id(16),
                SpanId = Id(8),
            };
            log.Attributes.Add([Text("channel", i % 3 == 0 ? "telegram" : "discord"), Whole("conversation", i), Text("agent", "main"),
                Text("peer", $"user-{i % 40}"), Whole("tokens", i)]);
            scope.LogRecords.Add(log);
        }
        return new ExportLogsServiceRequest { ResourceLogs = { new ResourceLogs { Resource = Member(member), ScopeLogs = { scope } } } };
    }

    private static ExportMetricsServiceRequest Metrics(int member)
    {
        var scope = new ScopeMetrics { Scope = new Proto.Common.V1.InstrumentationScope { Name = "runtime" } };
        for (var i = 0; i < Records / 16; i++)
        {
            var sum = new Sum { IsMonotonic = true, AggregationTemporality = AggregationTemporality.Cumulative };
            for (var p = 0; p < 16; p++)
            {
                var point = new NumberDataPoint { StartTimeUnixNano = Start, TimeUnixNano = Start + 1000, AsInt = p };
                point.Attributes.Add([Text("http.request.method", "POST"), Whole("http.response.status_code", 200 + p)]);
                sum.DataPoints.Add(point);
            }
            scope.Metrics.Add(new Metric { Name = $"http.server.requests.{i}", Unit = "{request}", Sum = sum });
        }
        return new ExportMetricsServiceRequest { ResourceMetrics = { new ResourceMetrics { Resource = Member(member), ScopeMetrics = { scope } } } };
    }

    private static Resource Member(int member) => new()
    {
        Attributes =
        {
            Text("service.name", $"agent-{member}"), Text("service.instance.id", $"agent-{member}"), Text("telemetry.sdk.name", "opentelemetry"),
            Text("telemetry.sdk.language", "nodejs"), Text("host.name", "fleet"),
        },
    };

    private static KeyValue Text(string key, string value) => new() { Key = key, Value = new AnyValue { StringValue = value } };

    private static KeyValue Whole(string key, long value) => new() { Key = key, Value = new AnyValue { IntValue = value } };

    private static ByteString Id(int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        bytes[0] |= 1;
        return ByteString.CopyFrom(bytes);
    }
}
