namespace ClawFleet.Runtimes.Channels;

/// <summary>What a native channel setting takes.</summary>
internal enum NativeKind
{
    Text,
    Flag,
    Whole,

    /// <summary>A list of strings; one string becomes a list of one.</summary>
    Texts,

    Any,
}
