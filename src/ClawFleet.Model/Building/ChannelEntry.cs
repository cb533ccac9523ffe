using System.Collections.Immutable;
using ClawFleet.Model.Diagnostics;
using ClawFleet.Model.Parsing;
using ClawFleet.Model.Schema;
using ClawFleet.Runtimes;

namespace ClawFleet.Model.Building;

/// <summary>A channel instance as the file declares it.</summary>
/// <param name="Type">Null when it is unknown or missing, which was reported.</param>
/// <param name="Span">Its name in the file.</param>
internal sealed record ChannelEntry(string Name, ChannelType? Type, YamlMapping Map, SourceSpan Span);

/// <summary>A channel ready for the spec, with what must be unique in the file.</summary>
internal sealed record BuiltChannel(ChannelEntry Entry, ChannelSpec Spec, ImmutableArray<Credential> Credentials);

/// <summary>A resolved value that only one instance may use.</summary>
/// <param name="kind">What it is: a token, a phone number of one family, an app of one family.</param>
/// <param name="field">The field as the file spells it.</param>
/// <param name="value">Never printed.</param>
internal sealed class Credential(string kind, string field, string value, SourceSpan span)
{
    public string Kind { get; } = kind;

    public string Field { get; } = field;

    public string Value { get; } = value;

    public SourceSpan Span { get; } = span;
}
