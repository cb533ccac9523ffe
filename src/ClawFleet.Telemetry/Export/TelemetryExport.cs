using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using ClawFleet.Telemetry.Storage;
using ClawFleet.Telemetry.Wire;

namespace ClawFleet.Telemetry;

/// <summary>
/// Writes what a store holds as OTLP JSON, one export request a line, as OpenTelemetry's file exporter does (opentelemetry-specification,
/// protocol/file-exporter.md). Each line can be sent to any OTLP receiver as it is.
/// </summary>
public static class TelemetryExport
{
    private const int RecordsPerLine = 1000;

    /// <summary>Writes one signal of the named members, or of all; each member's records in the order in which they came.</summary>
    /// <param name="since">Leave out what is older: log records and spans by when they were made or began, metrics by their last point.</param>
    /// <returns>How many records (of metrics: an instrument's points of one export) were written.</returns>
    public static async Task<int> WriteAsync(
        TelemetryStore store, Signal signal, Stream output, ImmutableArray<string> members = default, DateTimeOffset? since = null, CancellationToken cancel = default)
    {
        var oldest = since is { } time ? UnixNano.Of(time) : 0;
        var count = 0;
        foreach (var view in store.Views(signal, members.IsDefault ? [] : members))
        {
            foreach (var records in Wanted(view, oldest).Chunk(RecordsPerLine))
            {
                using var line = new MemoryStream();
                WriteLine(records, signal, line);
                line.WriteByte((byte)'\n');
                line.Position = 0;
                await line.CopyToAsync(output, cancel).ConfigureAwait(false);
                count += records.Length;
            }
        }
        return count;
    }

    private static IEnumerable<StoredRecord> Wanted(SegmentView view, ulong oldest)
    {
        for (var i = 0; i < view.Count; i++)
            if (view.Record(i) is var record && record.Entry.Time >= oldest)
                yield return record;
    }

    private static void WriteLine(StoredRecord[] stored, Signal signal, MemoryStream line)
    {
        var envelope = OtlpSchema.Request(signal).Fields[0];
        var scoped = envelope.Message.Find(2)!;
        var records = scoped.Message.Find(2)!;
        // The file is no web page: text stays readable in it.
        using var json = new Utf8JsonWriter(line, new JsonWriterOptions { SkipValidation = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        json.WriteStartArray(envelope.JsonName);
        for (var i = 0; i < stored.Length;)
        {
            var context = stored[i].Context;
            json.WriteStartObject();
            WriteOwner(json, context, 0, "resource", OtlpSchema.Resource);
            json.WriteStartArray(scoped.JsonName);
            json.WriteStartObject();
            WriteOwner(json, context, 2, "scope", OtlpSchema.Scope);
            json.WriteStartArray(records.JsonName);
            for (; i < stored.Length && stored[i].Context == context; i++)
                ProtobufToJson.Write(stored[i].Bytes, records.Message, json);
            json.WriteEndArray();
            WriteSchema(json, context, 3);
            json.WriteEndObject();
            json.WriteEndArray();
            WriteSchema(json, context, 1);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteOwner(Utf8JsonWriter json, RecordContext context, int part, string name, MessageSchema schema)
    {
        json.WritePropertyName(name);
        ProtobufToJson.Write(context.Part(part), schema, json);
    }

    private static void WriteSchema(Utf8JsonWriter json, RecordContext context, int part)
    {
        if (context.Part(part) is { Length: > 0 } address)
            json.WriteString("schemaUrl", address);
    }
}
