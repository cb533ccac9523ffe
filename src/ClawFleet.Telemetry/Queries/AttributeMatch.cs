using System.Globalization;
using System.Text;
using ClawFleet.Telemetry.Storage;
using ClawFleet.Telemetry.Wire;

namespace ClawFleet.Telemetry.Queries;

/// <summary>
/// Tells of most records that an attribute cannot be as a condition wants it, without reading them: by looking at the bytes behind each place where the attribute's name stands.
/// What it lets pass is read and looked at properly.
/// </summary>
internal sealed class AttributeMatch
{
    // In a KeyValue: the key (1), then the value (2), each with its length before it. In an AnyValue: a text (1), a whole number (3), a real one (4).
    private const byte Key = (1 << 3) | (int)WireType.LengthDelimited;
    private const byte Value = (2 << 3) | (int)WireType.LengthDelimited;
    private const byte Text = (1 << 3) | (int)WireType.LengthDelimited;
    private const byte Whole = (3 << 3) | (int)WireType.Varint;
    private const byte Real = (4 << 3) | (int)WireType.Fixed64;

    private readonly byte[] key;
    private readonly TextMatch? text;
    private readonly int? length;
    private readonly long? whole;
    private readonly double? number;
    private RecordContext? known;
    private bool owned;

    public AttributeMatch(AttributeFilter filter)
    {
        Filter = filter;
        key = Encoding.UTF8.GetBytes(filter.Key);
        text = filter.Test is AttributeTest.Equal or AttributeTest.Contains ? TextMatch.For(filter.Value) : null;
        length = filter.Test == AttributeTest.Equal && Ascii.IsValid(filter.Value) ? filter.Value.Length : null;
        whole = long.TryParse(filter.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer) && integer.ToString(CultureInfo.InvariantCulture) == filter.Value ? integer : null;
        number = filter.Number;
    }

    public AttributeFilter Filter { get; }

    /// <summary>False when the record's attribute is sure not to be as wanted, nor that of its resource or scope.</summary>
    public bool MayHold(in StoredRecord stored) => Filter.Negated || IsOwned(stored.Context) || MayHold(stored.Bytes);

    private bool MayHold(ReadOnlySpan<byte> record)
    {
        if (key.Length is 0 or >= 0x80)
            return true;
        // The name may stand in several places: as a key of a map within another attribute, in a text, or as the end of a longer key.
        for (var from = 0; record[from..].IndexOf(key) is >= 0 and var found; from += found + 1)
        {
            var at = from + found;
            if (at < 2)
                continue;
            var (tag, length) = (record[at - 2], record[at - 1]);
            // A zero may be the end of a number that was written longer than it needs to be.
            if (length == 0 || (length == key.Length && (tag == 0 || (tag == Key && (at < 3 || MayBe(record[at - 3], record[(at + key.Length)..]))))))
                return true;
        }
        return false;
    }

    /// <param name="all">The length of key and value together.</param>
    /// <param name="rest">What follows the key.</param>
    private bool MayBe(byte all, ReadOnlySpan<byte> rest)
    {
        // Longer values, and clients that write fields in another order or more than once, are read.
        if (rest.Length < 3 || rest[0] != Value || all >= 0x80 || all != key.Length + rest[1] + 4 || rest[1] > rest.Length - 2)
            return true;
        var value = rest.Slice(2, rest[1]);
        if (value.Length < 2)
            return true;
        return value[0] switch
        {
            Text => value[1] != value.Length - 2 || MayBeText(value[2..]),
            Whole => MayBeWhole(new ProtobufReader(value[1..])),
            Real => value.Length != 9 || Filter.Test is AttributeTest.Equal or AttributeTest.Contains or AttributeTest.Exists || Compares(new ProtobufReader(value[1..]).ReadDouble()),
            _ => true,
        };
    }

    private bool MayBeText(ReadOnlySpan<byte> value) => (length is null || value.Length == length) && (text is null || text.In(value));

    private bool MayBeWhole(ProtobufReader reader)
    {
        var value = (long)reader.ReadVarint();
        return !reader.IsAtEnd || Filter.Test switch
        {
            AttributeTest.Equal => value == whole,
            AttributeTest.Exists or AttributeTest.Contains => true,
            _ => Compares(value),
        };
    }

    private bool Compares(double value) => number is { } wanted && AttributeFilter.Compares(Filter.Test, value, wanted);

    private bool IsOwned(RecordContext context)
    {
        if (!ReferenceEquals(known, context))
            (known, owned) = (context, context.Resource.Attributes.Any(a => a.Key == Filter.Key) || context.Scope.Attributes.Any(a => a.Key == Filter.Key));
        return owned;
    }
}
