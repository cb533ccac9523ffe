using ClawFleet.Model.Diagnostics;
using ClawFleet.Model.Parsing;

namespace ClawFleet.Model.Building;

/// <summary>A member as the file declares it, before its values are read.</summary>
/// <param name="Place">Dotted place of its map; empty in the single form.</param>
/// <param name="Runtime">The runtime's own name; null when unknown, which was reported.</param>
/// <param name="Fleet">In the list form the root, whose shared keys hold for every member.</param>
internal sealed record MemberEntry(string Name, string? Runtime, YamlMapping Map, string Place, SourceSpan Span, SourceSpan RuntimeSpan, int Replicas, bool Chosen, YamlMapping? Fleet)
{
    /// <summary>Start of derived secret names.</summary>
    public string Prefix { get; } = Resolution.SecretRegistry.Upper(Name);
}
