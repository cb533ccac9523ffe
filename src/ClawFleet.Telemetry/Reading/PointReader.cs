using System.Collections.Immutable;
using ClawFleet.Telemetry.Wire;

namespace ClawFleet.Telemetry.Reading;

/// <summary>
/// The four kinds of points. They share their first fields' meaning but not their numbers: attributes are 7, 9 or 1, exemplars 5, 8 or 11.
/// </summary>
internal static class PointReader
{
    public static MetricPoint Read(ProtobufReader reader, InstrumentKind kind) => kind switch
    {
        InstrumentKind.Histogram => Histogram(reader),
        InstrumentKind.ExponentialHistogram => Exponential(reader),
        InstrumentKind.Summary => Summary(reader),
        _ => Number(reader),
    };

    private static NumberPoint Number(ProtobufReader reader)
    {
        ulong start = 0, time = 0;
        double value = 0;
        var attributes = ImmutableArray.CreateBuilder<TelemetryAttribute>();
        var exemplars = ImmutableArray.CreateBuilder<Exemplar>();
        while (reader.ReadTag(out var field, out var wire))
        {
            switch (field)
            {
                case 2:
                    start = reader.ReadFixed64();
                    break;
                case 3:
                    time = reader.ReadFixed64();
                    break;
                case 4:
                    value = reader.ReadDouble();
                    break;
                case 5:
                    exemplars.Add(ReadExemplar(reader.ReadMessage()));
                    break;
                case 6:
                    value = (long)reader.ReadFixed64();
                    break;
                case 7:
                    attributes.Add(ValueReader.Attribute(reader.ReadMessage()));
                    break;
                default:
                    reader.Skip(wire);
                    break;
            }
        }
        return new NumberPoint(time, start, attributes.DrainToImmutable(), exemplars.DrainToImmutable(), value);
    }

    private static HistogramPoint Histogram(ProtobufReader reader)
    {
        ulong start = 0, time = 0, count = 0;
        double sum = 0;
        double? least = null, most = null;
        var attributes = ImmutableArray.CreateBuilder<TelemetryAttribute>();
        var exemplars = ImmutableArray.CreateBuilder<Exemplar>();
        var bounds = ImmutableArray.CreateBuilder<double>();
        var counts = ImmutableArray.CreateBuilder<ulong>();
        while (reader.ReadTag(out var field, out var wire))
        {
            switch (field)
            {
                case 2:
                    start = reader.ReadFixed64();
                    break;
                case 3:
                    time = reader.ReadFixed64();
                    break;
                case 4:
                    count = reader.ReadFixed64();
                    break;
                case 5:
                    sum = reader.ReadDouble();
                    break;
                case 6:
                    Numbers(ref reader, wire, WireType.Fixed64, counts);
                    break;
                case 7:
                    Reals(ref reader, wire, bounds);
                    break;
                case 8:
                    exemplars.Add(ReadExemplar(reader.ReadMessage()));
                    break;
                case 9:
                    attributes.Add(ValueReader.Attribute(reader.ReadMessage()));
                    break;
                case 11:
                    least = reader.ReadDouble();
                    break;
                case 12:
                    most = reader.ReadDouble();
                    break;
                default:
                    reader.Skip(wire);
                    break;
            }
        }
        return new HistogramPoint(time, start, attributes.DrainToImmutable(), exemplars.DrainToImmutable(), count, sum, least, most,
            bounds.DrainToImmutable(), counts.DrainToImmutable());
    }

    private static ExponentialHistogramPoint Exponential(ProtobufReader reader)
    {
        ulong start = 0, time = 0, count = 0, zero = 0;
        double sum = 0;
        double? least = null, most = null;
        var scale = 0;
        var positive = ExponentialBuckets.None;
        var negative = ExponentialBuckets.None;
        var attributes = ImmutableArray.CreateBuilder<TelemetryAttribute>();
        var exemplars = ImmutableArray.CreateBuilder<Exemplar>();
        while (reader.ReadTag(out var field, out var wire))
        {
            switch (field)
            {
                case 1:
                    attributes.Add(ValueReader.Attribute(reader.ReadMessage()));
                    break;
                case 2:
                    start = reader.ReadFixed64();
                    break;
                case 3:
                    time = reader.ReadFixed64();
                    break;
                case 4:
                    count = reader.ReadFixed64();
                    break;
                case 5:
                    sum = reader.ReadDouble();
                    break;
                case 6:
                    scale = reader.ReadSInt32();
                    break;
                case 7:
                    zero = reader.ReadFixed64();
                    break;
                case 8:
                    positive = Buckets(reader.ReadMessage());
                    break;
                case 9:
                    negative = Buckets(reader.ReadMessage());
                    break;
                case 11:
                    exemplars.Add(ReadExemplar(reader.ReadMessage()));
                    break;
                case 12:
                    least = reader.ReadDouble();
                    break;
                case 13:
                    most = reader.ReadDouble();
                    break;
                default:
                    reader.Skip(wire);
                    break;
            }
        }
        return new ExponentialHistogramPoint(time, start, attributes.DrainToImmutable(), exemplars.DrainToImmutable(), count, sum, least,
            most, scale, zero, positive, negative);
    }

    private static SummaryPoint Summary(ProtobufReader reader)
    {
        ulong start = 0, time = 0, count = 0;
        double sum = 0;
        var attributes = ImmutableArray.CreateBuilder<TelemetryAttribute>();
        var quantiles = ImmutableArray.CreateBuilder<Quantile>();
        while (reader.ReadTag(out var field, out var wire))
        {
            switch (field)
            {
                case 2:
                    start = reader.ReadFixed64();
                    break;
                case 3:
                    time = reader.ReadFixed64();
                    break;
                case 4:
                    count = reader.ReadFixed64();
                    break;
                case 5:
                    sum = reader.ReadDouble();
                    break;
                case 6:
                    quantiles.Add(ReadQuantile(reader.ReadMessage()));
                    break;
                case 7:
                    attributes.Add(ValueReader.Attribute(reader.ReadMessage()));
                    break;
                default:
                    reader.Skip(wire);
                    break;
            }
        }
        return new SummaryPoint(time, start, attributes.DrainToImmutable(), count, sum, quantiles.DrainToImmutable());
    }

    private static Exemplar ReadExemplar(ProtobufReader reader)
    {
        ulong time = 0;
        double value = 0;
        TraceId trace = default;
        SpanId span = default;
        while (reader.ReadTag(out var field, out var wire))
        {
            if (field == 2)
                time = reader.ReadFixed64();
            else if (field == 3)
                value = reader.ReadDouble();
            else if (field == 4)
                span = SpanId.Of(reader.ReadBytes());
            else if (field == 5)
                trace = TraceId.Of(reader.ReadBytes());
            else if (field == 6)
                value = (long)reader.ReadFixed64();
            else
                reader.Skip(wire);
        }
        return new Exemplar(time, value, trace, span);
    }

    private static ExponentialBuckets Buckets(ProtobufReader reader)
    {
        var offset = 0;
        var counts = ImmutableArray.CreateBuilder<ulong>();
        while (reader.ReadTag(out var field, out var wire))
        {
            if (field == 1)
                offset = reader.ReadSInt32();
            else if (field == 2)
                Numbers(ref reader, wire, WireType.Varint, counts);
            else
                reader.Skip(wire);
        }
        return new ExponentialBuckets(offset, counts.DrainToImmutable());
    }

    private static Quantile ReadQuantile(ProtobufReader reader)
    {
        double at = 0, value = 0;
        while (reader.ReadTag(out var field, out var wire))
        {
            if (field == 1)
                at = reader.ReadDouble();
            else if (field == 2)
                value = reader.ReadDouble();
            else
                reader.Skip(wire);
        }
        return new Quantile(at, value);
    }

    // A repeated number comes packed or one by one.
    private static void Numbers(ref ProtobufReader reader, WireType wire, WireType each, ImmutableArray<ulong>.Builder into)
    {
        if (wire == each)
        {
            into.Add(each == WireType.Varint ? reader.ReadVarint() : reader.ReadFixed64());
            return;
        }
        var packed = reader.ReadBytes();
        var values = new ProtobufReader(packed);
        while (values.Position < packed.Length)
            into.Add(each == WireType.Varint ? values.ReadVarint() : values.ReadFixed64());
    }

    private static void Reals(ref ProtobufReader reader, WireType wire, ImmutableArray<double>.Builder into)
    {
        var numbers = ImmutableArray.CreateBuilder<ulong>();
        Numbers(ref reader, wire, WireType.Fixed64, numbers);
        foreach (var number in numbers)
            into.Add(BitConverter.UInt64BitsToDouble(number));
    }
}
