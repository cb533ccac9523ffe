using System.Globalization;
using ClawFleet.Telemetry;

namespace ClawFleet.Dashboard.Tests.Support;

/// <summary>Requests as a person writes them.</summary>
internal static class Otlp
{
    public const ulong Second = 1_000_000_000;

    public static ulong Now { get; } = UnixNano.Of(DateTimeOffset.UtcNow);

    public static string Attribute(string key, string value) => $$$"""{"key":"{{{key}}}","value":{"stringValue":"{{{value}}}"}}""";

    public static string Whole(string key, long value) => $$$"""{"key":"{{{key}}}","value":{"intValue":"{{{value}}}"}}""";

    public static void Log(this TelemetryStore store, string member, string body, int severity = 9, string attributes = "", string trace = "", ulong? time = null) => store.AppendJson(Signal.Logs, Utf8(
        $$"""{"resourceLogs":[{"resource":{{Resource(member)}},"scopeLogs":[{"scope":{"name":"test"},"logRecords":[{"timeUnixNano":"{{time ?? Now}}","severityNumber":{{severity}},"body":{"stringValue":"{{body}}"},"attributes":[{{attributes}}],"traceId":"{{trace}}"}]}]}]}"""));

    public static void Span(this TelemetryStore store, string member, int trace, int id, string name, int parent = 0, ulong after = 0, ulong lasts = Second, bool failed = false, string attributes = "", string events = "") =>
        store.AppendJson(Signal.Traces, Utf8(
            $$"""{"resourceSpans":[{"resource":{{Resource(member)}},"scopeSpans":[{"scope":{"name":"test"},"spans":[{"traceId":"{{trace:x32}}","spanId":"{{id:x16}}","parentSpanId":"{{(parent == 0 ? "" : $"{parent:x16}")}}","name":"{{name}}","startTimeUnixNano":"{{Now + after}}","endTimeUnixNano":"{{Now + after + lasts}}","attributes":[{{attributes}}],"events":[{{events}}],"status":{"code":{{(failed ? 2 : 0)}}"""
            + "}}]}]}]}"));

    public static void Gauge(this TelemetryStore store, string member, string name, double value, ulong time, string unit = "", string attributes = "") => store.AppendJson(Signal.Metrics, Utf8(string.Create(
        CultureInfo.InvariantCulture,
        $$$"""{"resourceMetrics":[{"resource":{{{Resource(member)}}},"scopeMetrics":[{"scope":{"name":"test"},"metrics":[{"name":"{{{name}}}","unit":"{{{unit}}}","gauge":{"dataPoints":[{"timeUnixNano":"{{{time}}}","asDouble":{{{value}}},"attributes":[{{{attributes}}}]}]}}]}]}]}""")));

    public static void Histogram(this TelemetryStore store, string member, string name, ulong time, params int[] counts) => store.AppendJson(Signal.Metrics, Utf8(
        $$$"""{"resourceMetrics":[{"resource":{{{Resource(member)}}},"scopeMetrics":[{"scope":{"name":"test"},"metrics":[{"name":"{{{name}}}","unit":"s","histogram":{"aggregationTemporality":1,"dataPoints":[{"timeUnixNano":"{{{time}}}","count":"{{{counts.Sum()}}}","sum":1,"explicitBounds":[1,2,4],"bucketCounts":[{{{string.Join(',', counts.Select(c => $"\"{c}\""))}}}]}]}}]}]}]}"""));

    private static string Resource(string member) => $$"""{"attributes":[{{Attribute("service.name", member)}}]}""";

    private static byte[] Utf8(string text) => System.Text.Encoding.UTF8.GetBytes(text);
}
