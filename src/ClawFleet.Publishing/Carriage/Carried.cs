namespace ClawFleet.Publishing.Carriage;

/// <summary>How well a target carries a feature.</summary>
public enum CarriedAs
{
    /// <summary>The same promise, kept by the target.</summary>
    Whole,

    /// <summary>Kept in another way, or in part: the text says how.</summary>
    Otherwise,

    /// <summary>Not at all: the text says what happens then and what to do.</summary>
    Not,
}

/// <summary>How a target carries a feature: the one source of a publisher's warnings and of the table in the docs.</summary>
/// <param name="Cell">A few words for the table, such as <c>yes</c>, <c>NetworkPolicy</c> or <c>no</c>.</param>
/// <param name="Text">What a user of the feature is told, one or two sentences without the users' names; null when there is nothing to tell.</param>
public sealed record Carried(CarriedAs As, string Cell, string? Text = null)
{
    /// <summary>The same promise, and nothing to say about it.</summary>
    public static Carried Whole(string cell = "yes") => new(CarriedAs.Whole, cell);

    /// <summary>Another way, which the user is told when <paramref name="text"/> is given.</summary>
    public static Carried Otherwise(string cell, string? text = null) => new(CarriedAs.Otherwise, cell, text);

    /// <param name="text">What happens instead, and what to do.</param>
    public static Carried Not(string text, string cell = "no") => new(CarriedAs.Not, cell, text);
}
