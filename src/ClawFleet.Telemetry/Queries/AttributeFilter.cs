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

    /// <summary>What the four comparisons compare with; null when it is no number, with which nothing compares.</summary>
    internal double? Number => ReadNumber(Value);

    /// <summary>The four comparisons.</summary>
    internal static bool Compares(AttributeTest test, double left, double right) => test switch
    {
        AttributeTest.Less => left < right,
        AttributeTest.LessOrEqual => left <= right,
        AttributeTest.Greater => left > right,
        _ => left >= right,
    };

    private bool Compares(string text) => ReadNumber(text) is { } left && Number is { } right && Compares(Test, left, right);

    private static double? ReadNumber(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
}
