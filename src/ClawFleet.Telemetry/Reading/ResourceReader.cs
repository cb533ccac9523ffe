using System.Collections.Immutable;
using ClawFleet.Telemetry.Wire;

namespace ClawFleet.Telemetry.Reading;

/// <summary>Resources and scopes out of validated protobuf.</summary>
internal static class ResourceReader
{
    public static TelemetryResource Resource(ReadOnlySpan<byte> bytes)
    {
        var attributes = ValueReader.Attributes(new ProtobufReader(bytes), 1);
        string? service = null, instance = null;
        foreach (var attribute in attributes)
        {
            if (attribute.Key == "service.name")
                service = attribute.Value.ToString();
            else if (attribute.Key == "service.instance.id")
                instance = attribute.Value.ToString();
        }
        var member = new TelemetryMember(string.IsNullOrEmpty(service) ? TelemetryMember.Unknown : service, instance ?? "");
        return new TelemetryResource(member, attributes);
    }

    public static InstrumentationScope Scope(ReadOnlySpan<byte> bytes)
    {
        string name = "", version = "";
        var attributes = ImmutableArray.CreateBuilder<TelemetryAttribute>();
        var reader = new ProtobufReader(bytes);
        while (reader.ReadTag(out var field, out var wire))
        {
            if (field == 1)
                name = ValueReader.Text(ref reader);
            else if (field == 2)
                version = ValueReader.Text(ref reader);
            else if (field == 3)
                attributes.Add(ValueReader.Attribute(reader.ReadMessage()));
            else
                reader.Skip(wire);
        }
        return new InstrumentationScope(name, version, attributes.DrainToImmutable());
    }
}
