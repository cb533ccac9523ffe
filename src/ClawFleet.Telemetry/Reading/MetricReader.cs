using System.Collections.Immutable;
using ClawFleet.Telemetry.Storage;
using ClawFleet.Telemetry.Wire;

namespace ClawFleet.Telemetry.Reading;

/// <summary>A stored metric with its points, in full.</summary>
internal static class MetricReader
{
    public static Metric Read(in StoredRecord stored)
    {
        string name = "", description = "", unit = "";
        var kind = InstrumentKind.None;
        var temporality = 0;
        var monotonic = false;
        ImmutableArray<MetricPoint> points = [];
        var reader = new ProtobufReader(stored.Bytes);
        while (reader.ReadTag(out var field, out var wire))
        {
            switch (field)
            {
                case 1:
                    name = ValueReader.Text(ref reader);
                    break;
                case 2:
                    description = ValueReader.Text(ref reader);
                    break;
                case 3:
                    unit = ValueReader.Text(ref reader);
                    break;
                case 5 or 7 or 9 or 10 or 11:
                    kind = Kind(field);
                    (points, temporality, monotonic) = Data(reader.ReadMessage(), kind);
                    break;
                default:
                    reader.Skip(wire);
                    break;
            }
        }
        var instrument = new Instrument(stored.Context.Member, stored.Context.Scope.Name, name, description, unit, kind,
            (Temporality)temporality, monotonic);
        return new Metric(instrument, stored.Sequence, points);
    }

    /// <summary>Which kind a field of Metric holds; <see cref="InstrumentKind.None"/> for the others.</summary>
    public static InstrumentKind Kind(int field) => field switch
    {
        5 => InstrumentKind.Gauge,
        7 => InstrumentKind.Sum,
        9 => InstrumentKind.Histogram,
        10 => InstrumentKind.ExponentialHistogram,
        11 => InstrumentKind.Summary,
        _ => InstrumentKind.None,
    };

    private static (ImmutableArray<MetricPoint> Points, int Temporality, bool Monotonic) Data(ProtobufReader reader, InstrumentKind kind)
    {
        var points = ImmutableArray.CreateBuilder<MetricPoint>();
        var temporality = 0;
        var monotonic = false;
        while (reader.ReadTag(out var field, out var wire))
        {
            if (field == 1)
                points.Add(PointReader.Read(reader.ReadMessage(), kind));
            else if (field == 2)
                temporality = (int)reader.ReadVarint();
            else if (field == 3)
                monotonic = reader.ReadVarint() != 0;
            else
                reader.Skip(wire);
        }
        return (points.DrainToImmutable(), temporality, monotonic);
    }
}
