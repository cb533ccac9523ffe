using System.Globalization;

namespace ClawFleet.Telemetry;

/// <summary>How an attribute is compared. A record that has no such attribute passes only the negations.</summary>
public enum AttributeTest
{
    Exists,
    Equal,
    NotEqual,
    Contains,
    NotContains,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// <summary>
/// A condition on an attribute of the record or, when it has none of that name, of its resource or its scope. Texts compare without regard
/// to case; the four comparisons are of numbers.
/// </summary>
public sealed record AttributeFilter(string Key, AttributeTest Test, string Value = "")
{
    internal bool Negated => Test is AttributeTest.NotEqual or AttributeTest.NotContains;

    internal bool Allows(AnyValue? value)
    {
        if (value is null)
            return Negated;
        var text = value.ToString();
        return Test switch
        {
            AttributeTest.Exists => true,
            AttributeTest.Equal => text.Equals(Value, StringComparison.OrdinalIgnoreCase),
            AttributeTest.NotEqual => !text.Equals(Value, StringComparison.OrdinalIgnoreCase),
            AttributeTest.Contains => text.Contains(Value, StringComparison.OrdinalIgnoreCase),
            AttributeTest.NotContains => !text.Contains(Value, StringComparison.OrdinalIgnoreCase),
            _ => Compares(text),
        };
    }

    private bool Compares(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && Compares(number);

    /// <summary>Of the four comparisons.</summary>
    internal bool Compares(double left)
    {
        if (!double.TryParse(Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var right))
            return false;
        return Test switch
        {
            AttributeTest.Less => left < right,
            AttributeTest.LessOrEqual => left <= right,
            AttributeTest.Greater => left > right,
            _ => left >= right,
        };
    }
}
