namespace ClawFleet.Telemetry.Tests;

/// <summary>Requests as a person writes them.</summary>
internal static class Otlp
{
    public const ulong Second = 1_000_000_000;

    /// <summary>2018-12-13 14:51:00 UTC.</summary>
    public const ulong Noon = 1_544_712_660 * Second;

    public static byte[] File(string name) => System.IO.File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "testdata", name));

    public static byte[] Logs(string service, params string[] records) => Utf8(
        $$"""{"resourceLogs":[{"resource":{{Resource(service)}},"scopeLogs":[{"scope":{"name":"test"},"logRecords":[{{string.Join(',', records)}}]}]}]}""");

    public static string Log(string body, ulong time = Noon, int severity = 9, string attributes = "", string trace = "") =>
        $$"""{"timeUnixNano":"{{time}}","severityNumber":{{severity}},"body":{"stringValue":"{{body}}"},"attributes":[{{attributes}}],"traceId":"{{trace}}"}""";

    public static string Attribute(string key, string value) => $$$"""{"key":"{{{key}}}","value":{"stringValue":"{{{value}}}"}}""";

    public static byte[] Spans(string service, params string[] spans) => Utf8(
        $$"""{"resourceSpans":[{"resource":{{Resource(service)}},"scopeSpans":[{"scope":{"name":"test"},"spans":[{{string.Join(',', spans)}}]}]}]}""");

    public static string Span(
        int trace, int id, string name = "work", int parent = 0, ulong start = Noon, ulong end = Noon + Second, bool failed = false) =>
        $$"""{"traceId":"{{trace:x32}}","spanId":"{{id:x16}}","parentSpanId":"{{(parent == 0 ? "" : $"{parent:x16}")}}","name":"{{name}}",""" +
        $$"""
          "startTimeUnixNano":"{{start}}","endTimeUnixNano":"{{end}}","status":{"code":{{(failed ? 2 : 0)}} } }
          """;

    public static byte[] Metrics(string service, params string[] metrics) => Utf8(
        $$"""{"resourceMetrics":[{"resource":{{Resource(service)}},"scopeMetrics":[{"scope":{"name":"test"},"metrics":[{{string.Join(',', metrics)}}]}]}]}""");

    public static string Gauge(string name, double value, ulong time = Noon, string attributes = "") => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $$$"""{"name":"{{{name}}}","gauge":{"dataPoints":[{"timeUnixNano":"{{{time}}}","asDouble":{{{value}}},"attributes":[{{{attributes}}}]}]}}""");

    public static byte[] Utf8(string text) => System.Text.Encoding.UTF8.GetBytes(text);

    private static string Resource(string service)
    {
        var parts = service.Split('/');
        var instance = parts.Length > 1 ? "," + Attribute("service.instance.id", parts[1]) : "";
        return $$"""{"attributes":[{{Attribute("service.name", parts[0])}}{{instance}}]}""";
    }
}
