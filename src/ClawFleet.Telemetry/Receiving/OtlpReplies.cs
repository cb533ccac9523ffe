using System.Text.Json;
using ClawFleet.Telemetry.Wire;

namespace ClawFleet.Telemetry.Receiving;

/// <summary>What is sent back: an export response with its partial success, or google.rpc.Status, in the request's own encoding.</summary>
internal static class OtlpReplies
{
    public static byte[] Success(Signal signal, IngestResult result, bool json)
    {
        if (json)
            return SuccessJson(signal, result);
        if (result.Rejected == 0)
            return [];
        // Export*ServiceResponse { partial_success = 1 { rejected_* = 1, error_message = 2 } }
        var writer = new ProtobufWriter();
        var partial = writer.Begin(1);
        writer.Tag(1, WireType.Varint);
        writer.Varint((ulong)result.Rejected);
        writer.Text(2, result.Why ?? "");
        writer.End(partial);
        return writer.Written.ToArray();
    }

    /// <summary>google/rpc/status.proto: code = 1, message = 2, details = 3.</summary>
    public static byte[] Fault(int code, string message, bool json, TimeSpan? retry = null)
    {
        if (json)
        {
            using var text = new MemoryStream();
            using (var output = new Utf8JsonWriter(text))
            {
                output.WriteStartObject();
                output.WriteNumber("code", code);
                output.WriteString("message", message);
                output.WriteEndObject();
            }
            return text.ToArray();
        }
        var writer = new ProtobufWriter();
        writer.Tag(1, WireType.Varint);
        writer.Varint((ulong)code);
        writer.Text(2, message);
        if (retry is { } after)
        {
            // google.protobuf.Any { type_url = 1, value = 2 } of google.rpc.RetryInfo { retry_delay = 1 { seconds = 1 } }
            var any = writer.Begin(3);
            writer.Text(1, "type.googleapis.com/google.rpc.RetryInfo");
            var info = writer.Begin(2);
            var delay = writer.Begin(1);
            writer.Tag(1, WireType.Varint);
            writer.Varint((ulong)Math.Ceiling(after.TotalSeconds));
            writer.End(delay);
            writer.End(info);
            writer.End(any);
        }
        return writer.Written.ToArray();
    }

    private static byte[] SuccessJson(Signal signal, IngestResult result)
    {
        if (result.Rejected == 0)
            return "{}"u8.ToArray();
        using var text = new MemoryStream();
        using (var output = new Utf8JsonWriter(text))
        {
            output.WriteStartObject();
            output.WriteStartObject("partialSuccess");
            output.WriteString(signal switch
            {
                Signal.Traces => "rejectedSpans",
                Signal.Metrics => "rejectedDataPoints",
                _ => "rejectedLogRecords",
            }, result.Rejected.ToString(System.Globalization.CultureInfo.InvariantCulture));
            output.WriteString("errorMessage", result.Why);
            output.WriteEndObject();
            output.WriteEndObject();
        }
        return text.ToArray();
    }
}
