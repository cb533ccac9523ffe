namespace ClawFleet.Simulator.Configuration;

/// <summary>What a setting takes.</summary>
internal enum SettingKind
{
    Text,
    Flag,
    Whole,
    Number,

    /// <summary>An array of strings.</summary>
    Texts,

    /// <summary>An array of whole numbers, which may be negative.</summary>
    Wholes,

    /// <summary>Anything: the simulator does not know the inside.</summary>
    Any,
}
