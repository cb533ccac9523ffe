using static ClawFleet.Telemetry.Wire.FieldType;

namespace ClawFleet.Telemetry.Wire;

/// <summary>
/// OTLP's messages, from opentelemetry-proto 1.x: common/v1/common.proto, resource/v1/resource.proto, trace/v1/trace.proto,
/// logs/v1/logs.proto, metrics/v1/metrics.proto and collector/*/v1/*_service.proto.
/// </summary>
internal static class OtlpSchema
{
    /// <summary>The request of a signal's export call.</summary>
    public static MessageSchema Request(Signal signal) => signal switch
    {
        Signal.Traces => TracesRequest,
        Signal.Metrics => MetricsRequest,
        _ => LogsRequest,
    };

    /// <summary>One stored record of a signal: a span, a metric with its points, a log record.</summary>
    public static MessageSchema Record(Signal signal) => signal switch
    {
        Signal.Traces => Span,
        Signal.Metrics => Metric,
        _ => LogRecord,
    };

    public static readonly MessageSchema ArrayValue = new("ArrayValue", Many(1, "values", () => AnyValue!));

    public static readonly MessageSchema KeyValueList = new("KeyValueList", Many(1, "values", () => KeyValue!));

    public static readonly MessageSchema AnyValue = new("AnyValue",
        new(1, "stringValue", Text), new(2, "boolValue", Bool), new(3, "intValue", FieldType.Int64), new(4, "doubleValue", FieldType.Double),
        One(5, "arrayValue", () => ArrayValue), One(6, "kvlistValue", () => KeyValueList), new(7, "bytesValue", Bytes));

    public static readonly MessageSchema KeyValue = new("KeyValue", new(1, "key", Text), One(2, "value", () => AnyValue));

    public static readonly MessageSchema Scope = new("InstrumentationScope",
        new(1, "name", Text), new(2, "version", Text), Attributes(3), new(4, "droppedAttributesCount", FieldType.UInt32));

    private static readonly MessageSchema EntityRef = new("EntityRef",
        new(1, "schemaUrl", Text), new(2, "type", Text), new(3, "idKeys", Text, repeated: true),
        new(4, "descriptionKeys", Text, repeated: true));

    public static readonly MessageSchema Resource = new("Resource",
        Attributes(1), new(2, "droppedAttributesCount", FieldType.UInt32), Many(3, "entityRefs", () => EntityRef));

    private static readonly MessageSchema SpanEvent = new("Event",
        new(1, "timeUnixNano", Fixed64), new(2, "name", Text), Attributes(3), new(4, "droppedAttributesCount", FieldType.UInt32));

    private static readonly MessageSchema SpanLink = new("Link",
        new(1, "traceId", Id), new(2, "spanId", Id), new(3, "traceState", Text), Attributes(4),
        new(5, "droppedAttributesCount", FieldType.UInt32), new(6, "flags", Fixed32));

    private static readonly MessageSchema Status = new("Status", new(2, "message", Text), new(3, "code", FieldType.Enum));

    public static readonly MessageSchema Span = new("Span",
        new(1, "traceId", Id), new(2, "spanId", Id), new(3, "traceState", Text), new(4, "parentSpanId", Id), new(16, "flags", Fixed32),
        new(5, "name", Text), new(6, "kind", FieldType.Enum), new(7, "startTimeUnixNano", Fixed64), new(8, "endTimeUnixNano", Fixed64),
        Attributes(9), new(10, "droppedAttributesCount", FieldType.UInt32), Many(11, "events", () => SpanEvent),
        new(12, "droppedEventsCount", FieldType.UInt32), Many(13, "links", () => SpanLink), new(14, "droppedLinksCount", FieldType.UInt32),
        One(15, "status", () => Status));

    public static readonly MessageSchema LogRecord = new("LogRecord",
        new(1, "timeUnixNano", Fixed64), new(11, "observedTimeUnixNano", Fixed64), new(2, "severityNumber", FieldType.Enum),
        new(3, "severityText", Text), One(5, "body", () => AnyValue), Attributes(6), new(7, "droppedAttributesCount", FieldType.UInt32),
        new(8, "flags", Fixed32), new(9, "traceId", Id), new(10, "spanId", Id), new(12, "eventName", Text));

    private static readonly MessageSchema Exemplar = new("Exemplar",
        Attributes(7, "filteredAttributes"), new(2, "timeUnixNano", Fixed64), new(3, "asDouble", FieldType.Double),
        new(6, "asInt", SFixed64), new(4, "spanId", Id), new(5, "traceId", Id));

    private static readonly MessageSchema NumberDataPoint = new("NumberDataPoint",
        Attributes(7), new(2, "startTimeUnixNano", Fixed64), new(3, "timeUnixNano", Fixed64), new(4, "asDouble", FieldType.Double),
        new(6, "asInt", SFixed64), Many(5, "exemplars", () => Exemplar), new(8, "flags", FieldType.UInt32));

    private static readonly MessageSchema HistogramDataPoint = new("HistogramDataPoint",
        Attributes(9), new(2, "startTimeUnixNano", Fixed64), new(3, "timeUnixNano", Fixed64), new(4, "count", Fixed64),
        new(5, "sum", FieldType.Double), new(6, "bucketCounts", Fixed64, repeated: true),
        new(7, "explicitBounds", FieldType.Double, repeated: true), Many(8, "exemplars", () => Exemplar), new(10, "flags", FieldType.UInt32),
        new(11, "min", FieldType.Double), new(12, "max", FieldType.Double));

    private static readonly MessageSchema Buckets = new("Buckets",
        new(1, "offset", SInt32), new(2, "bucketCounts", FieldType.UInt64, repeated: true));

    private static readonly MessageSchema ExponentialHistogramDataPoint = new("ExponentialHistogramDataPoint",
        Attributes(1), new(2, "startTimeUnixNano", Fixed64), new(3, "timeUnixNano", Fixed64), new(4, "count", Fixed64),
        new(5, "sum", FieldType.Double), new(6, "scale", SInt32), new(7, "zeroCount", Fixed64), One(8, "positive", () => Buckets),
        One(9, "negative", () => Buckets), new(10, "flags", FieldType.UInt32), Many(11, "exemplars", () => Exemplar),
        new(12, "min", FieldType.Double), new(13, "max", FieldType.Double), new(14, "zeroThreshold", FieldType.Double));

    private static readonly MessageSchema ValueAtQuantile = new("ValueAtQuantile",
        new(1, "quantile", FieldType.Double), new(2, "value", FieldType.Double));

    private static readonly MessageSchema SummaryDataPoint = new("SummaryDataPoint",
        Attributes(7), new(2, "startTimeUnixNano", Fixed64), new(3, "timeUnixNano", Fixed64), new(4, "count", Fixed64),
        new(5, "sum", FieldType.Double), Many(6, "quantileValues", () => ValueAtQuantile), new(8, "flags", FieldType.UInt32));

    private static readonly MessageSchema Gauge = new("Gauge", Many(1, "dataPoints", () => NumberDataPoint));

    private static readonly MessageSchema Sum = new("Sum",
        Many(1, "dataPoints", () => NumberDataPoint), new(2, "aggregationTemporality", FieldType.Enum), new(3, "isMonotonic", Bool));

    private static readonly MessageSchema Histogram = new("Histogram",
        Many(1, "dataPoints", () => HistogramDataPoint), new(2, "aggregationTemporality", FieldType.Enum));

    private static readonly MessageSchema ExponentialHistogram = new("ExponentialHistogram",
        Many(1, "dataPoints", () => ExponentialHistogramDataPoint), new(2, "aggregationTemporality", FieldType.Enum));

    private static readonly MessageSchema Summary = new("Summary", Many(1, "dataPoints", () => SummaryDataPoint));

    public static readonly MessageSchema Metric = new("Metric",
        new(1, "name", Text), new(2, "description", Text), new(3, "unit", Text), One(5, "gauge", () => Gauge), One(7, "sum", () => Sum),
        One(9, "histogram", () => Histogram), One(10, "exponentialHistogram", () => ExponentialHistogram),
        One(11, "summary", () => Summary), Attributes(12, "metadata"));

    public static readonly MessageSchema TracesRequest = Envelope("Spans", "spans", () => Span);

    public static readonly MessageSchema MetricsRequest = Envelope("Metrics", "metrics", () => Metric);

    public static readonly MessageSchema LogsRequest = Envelope("Logs", "logRecords", () => LogRecord);

    // All three requests have one shape: resource blocks (1) of scope blocks (2) of records (2), with a schema address (3) in each.
    private static MessageSchema Envelope(string name, string records, Func<MessageSchema> record)
    {
        var scoped = new MessageSchema("Scope" + name,
            One(1, "scope", () => Scope), Many(2, records, record), new(3, "schemaUrl", Text));
        var resources = new MessageSchema("Resource" + name,
            One(1, "resource", () => Resource), Many(2, "scope" + name, () => scoped), new(3, "schemaUrl", Text));
        return new MessageSchema($"Export{name}ServiceRequest", Many(1, "resource" + name, () => resources));
    }

    private static Field One(int number, string name, Func<MessageSchema> schema) => new(number, name, Message, false, schema);

    private static Field Many(int number, string name, Func<MessageSchema> schema) => new(number, name, Message, true, schema);

    private static Field Attributes(int number, string name = "attributes") => Many(number, name, () => KeyValue);
}
