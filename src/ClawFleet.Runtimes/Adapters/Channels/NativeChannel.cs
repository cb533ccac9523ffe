using System.Collections.Immutable;

namespace ClawFleet.Runtimes.Channels;

/// <summary>How one channel type of the file reaches a runtime whose channels are tables of settings.</summary>
/// <param name="Native">The runtime's own name of the type.</param>
/// <param name="Fields">Field in the file to native setting.</param>
/// <param name="Required">At least one native key of each group must be set, else the runtime leaves the channel out without a word.</param>
internal sealed record NativeChannel(string Native, ImmutableSortedDictionary<string, NativeSetting> Fields, ImmutableArray<ImmutableArray<string>> Required)
{
    /// <summary>Words of <c>group_mode</c> that it can be told.</summary>
    public ImmutableArray<string> GroupModes { get; init; } = [];

    /// <summary>Native list that <c>allowed_channels</c> becomes, or null.</summary>
    public string? AllowedChannels { get; init; }

    /// <summary>Whether <see cref="AllowedChannels"/> takes one channel alone.</summary>
    public bool OneChannel { get; init; }

    /// <summary>Why fields that the runtime lacks are refused, by field; others get a general word.</summary>
    public ImmutableSortedDictionary<string, string> Lacks { get; init; } = Reasons();

    /// <summary>Path that the service calls on the member, when the channel only works by webhook; else null.</summary>
    public string? Webhook { get; init; }

    /// <summary>
    /// A rule in short: <c>field&gt;native_key</c> or just <c>key</c>, then <c>?</c> for a flag, <c>#</c> for a whole number, <c>[]</c> for a list, <c>*</c> for
    /// anything and <c>!</c> for a credential; <paramref name="required"/> is <c>a,b|c</c>: a, and one of b and c.
    /// </summary>
    public static NativeChannel Of(string native, string fields, string required) => new(
        native,
        ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, fields.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Field)),
        [.. required.Split(',').Select(group => group.Split('|').ToImmutableArray())]);

    /// <summary>Reasons by field, for <see cref="Lacks"/>.</summary>
    public static ImmutableSortedDictionary<string, string> Reasons(params (string Field, string Why)[] reasons) =>
        ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, reasons.Select(r => KeyValuePair.Create(r.Field, r.Why)));

    private static KeyValuePair<string, NativeSetting> Field(string text)
    {
        var (name, kind, secret) = text switch
        {
            [.. var n, '!'] => (n, NativeKind.Text, true),
            [.. var n, '?'] => (n, NativeKind.Flag, false),
            [.. var n, '#'] => (n, NativeKind.Whole, false),
            [.. var n, '[', ']'] => (n, NativeKind.Texts, false),
            [.. var n, '*'] => (n, NativeKind.Any, false),
            _ => (text, NativeKind.Text, false),
        };
        var parts = name.Split('>');
        return KeyValuePair.Create(parts[0], new NativeSetting(parts[^1], kind, secret));
    }
}
