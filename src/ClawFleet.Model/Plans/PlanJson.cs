using System.Buffers;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ClawFleet.Model.Plans;

/// <summary>
/// The plan's one written form: camelCase, fixed key order, maps sorted, nothing escaped that JSON does not demand. Equal plans give
/// equal bytes, so the form is what is hashed, kept in the container's label and compared by tests.
/// </summary>
public static class PlanJson
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };
    private static readonly JsonWriterOptions Pretty = Compact with { Indented = true, IndentSize = 2, NewLine = "\n" };

    /// <summary>The whole plan, indented, with a line end after it.</summary>
    public static string Write(FleetPlan plan) => Text(Pretty, writer => PlanWriter.Write(writer, plan)) + "\n";

    /// <summary>One container on one line, its hash included: what <see cref="FleetLabels.Plan"/> holds.</summary>
    public static string Write(ContainerPlan container) => Text(Compact, writer => PlanWriter.Write(writer, container, withHash: true));

    /// <summary>One container, indented.</summary>
    public static string WriteIndented(ContainerPlan container) => Text(Pretty, writer => PlanWriter.Write(writer, container, withHash: true));

    /// <summary>Reads what <see cref="Write(ContainerPlan)"/> wrote. Keys it does not know are skipped, missing ones take their default, so that containers made by another version can be compared.</summary>
    /// <exception cref="FormatException">The text is no container plan.</exception>
    public static ContainerPlan ReadContainer(string json) => PlanReader.Read(json);

    /// <summary>First 16 hex digits of the SHA-256 of the container's canonical JSON without the hash.</summary>
    public static string Hash(ContainerPlan container)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var writer = new Utf8JsonWriter(buffer, Compact))
        {
            PlanWriter.Write(writer, container, withHash: false);
        }

        Span<byte> digest = stackalloc byte[32];
        SHA256.HashData(buffer.WrittenSpan, digest);
        return Convert.ToHexStringLower(digest[..8]);
    }

    private static string Text(JsonWriterOptions options, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var writer = new Utf8JsonWriter(buffer, options))
        {
            write(writer);
        }

        return System.Text.Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
