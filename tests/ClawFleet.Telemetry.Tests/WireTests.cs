using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using ClawFleet.Telemetry.Wire;

namespace ClawFleet.Telemetry.Tests;

public sealed class WireTests
{
    [Theory]
    [InlineData(Signal.Traces, "traces.json")]
    [InlineData(Signal.Metrics, "metrics.json")]
    [InlineData(Signal.Logs, "logs.json")]
    public void JSON_becomes_protobuf_and_the_same_JSON_again(Signal signal, string file)
    {
        var json = Otlp.File(file);
        var protobuf = Protobuf(signal, json);
        OtlpValidator.Check(protobuf, OtlpSchema.Request(signal));

        using var back = new MemoryStream();
        using (var writer = new Utf8JsonWriter(back, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            ProtobufToJson.Write(protobuf, OtlpSchema.Request(signal), writer);

        Assert.Equal(Encoding.UTF8.GetString(json), Encoding.UTF8.GetString(back.ToArray()));
    }

    [Fact]
    public void Numbers_may_be_text_or_numbers_and_ids_upper_or_lower_case()
    {
        var text = Protobuf(Signal.Logs, Otlp.Utf8("""{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"timeUnixNano":"12","traceId":"0A","unknown":{"a":[1]},"severityText":null}]}]}]}"""));
        var number = Protobuf(Signal.Logs, Otlp.Utf8("""{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"timeUnixNano":12,"traceId":"0a"}]}]}]}"""));
        Assert.Equal(text, number);
    }

    [Theory]
    [InlineData("""[]""", "not a JSON object")]
    [InlineData("""{"resourceLogs":{}}""", "resourceLogs is not a list")]
    [InlineData("""{"resourceLogs":[7]}""", "resourceLogs is not an object")]
    [InlineData("""{"resourceLogs":[{"schemaUrl":7}]}""", "schemaUrl is not text")]
    [InlineData("""{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"traceId":"xyz!"}]}]}]}""", "traceId is not hexadecimal")]
    [InlineData("""{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"severityNumber":"SEVERITY_NUMBER_INFO"}]}]}]}""", "severityNumber is not a number")]
    [InlineData("""{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"timeUnixNano":"-1"}]}]}]}""", "timeUnixNano is not between")]
    [InlineData("""{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"timeUnixNano":"1.5"}]}]}]}""", "timeUnixNano is not a whole number")]
    [InlineData("""{"resourceLogs":[""", "not valid near")]
    [InlineData("""{} {}""", "not valid near")]
    public void JSON_that_is_not_OTLP_is_refused_with_the_place(string json, string why)
    {
        var fault = Assert.Throws<MalformedTelemetryException>(() => Protobuf(Signal.Logs, Otlp.Utf8(json)));
        Assert.Contains(why, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_nested_too_deep_is_refused_in_both_encodings()
    {
        var json = string.Concat(Enumerable.Repeat("""{"arrayValue":{"values":[""", 100)) + string.Concat(Enumerable.Repeat("]}}", 100));
        Assert.Throws<MalformedTelemetryException>(() => Protobuf(Signal.Logs,
            Otlp.Utf8($$"""{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":{{json}}}]}]}]}""")));

        byte[] nested = [];
        for (var i = 0; i < 10_000; i++)
        {
            var writer = new ProtobufWriter();
            writer.Bytes(i % 2 == 0 ? 5 : 1, nested);
            nested = writer.Written.ToArray();
        }
        var fault = Assert.Throws<MalformedTelemetryException>(() => OtlpValidator.Check(nested, OtlpSchema.ArrayValue));
        Assert.Contains("nested more than 64 deep", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new byte[] { 0x0a }, "past the end")]
    [InlineData(new byte[] { 0x0a, 0x05, 0x00 }, "past the end")]
    [InlineData(new byte[] { 0x0a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01 }, "more than ten bytes")]
    [InlineData(new byte[] { 0x00, 0x00 }, "no valid field")]
    [InlineData(new byte[] { 0x7b }, "wire type 3")]
    [InlineData(new byte[] { 0x08, 0x01 }, "has the wire type 0")]
    [InlineData(new byte[] { 0x0a, 0x03, 0x1a, 0x01, 0xff }, "is not UTF-8")]
    public void Protobuf_that_is_not_OTLP_is_refused_with_the_place(byte[] bytes, string why)
    {
        var fault = Assert.Throws<MalformedTelemetryException>(() => OtlpValidator.Check(bytes, OtlpSchema.LogsRequest));
        Assert.Contains(why, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fields_of_a_newer_client_are_passed_over()
    {
        var writer = new ProtobufWriter();
        writer.Text(900, "new");
        writer.Tag(901, WireType.Varint);
        writer.Varint(ulong.MaxValue);
        OtlpValidator.Check(writer.Written, OtlpSchema.TracesRequest);
    }

    internal static byte[] Protobuf(Signal signal, byte[] json)
    {
        var writer = new ProtobufWriter();
        JsonToProtobuf.Convert(json, OtlpSchema.Request(signal), writer);
        return writer.Written.ToArray();
    }
}
