namespace ClawFleet.Runtimes.MicroClaw;

/// <summary>How MicroClaw's structs take a channel's key. A block with one value of another kind is dropped by it whole, without a word.</summary>
internal enum MicroClawKind
{
    Text,
    Flag,

    /// <summary>A list of whole numbers.</summary>
    Wholes,

    /// <summary>A list of texts.</summary>
    Texts,

    /// <summary>Texts with commas between, as one text.</summary>
    Commas,

    /// <summary><c>"true"</c> or <c>"false"</c>, as text.</summary>
    TextFlag,

    /// <summary>A whole number as text.</summary>
    TextWhole,

    /// <summary>A table with <c>enabled</c> in it.</summary>
    Switch,
}
