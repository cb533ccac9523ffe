using System.Collections.Immutable;

namespace ClawFleet.Model.Tests.Channels;

/// <summary>What one runtime does with one channel type.</summary>
/// <param name="Lacks">Why the runtime has no such channel; null when it has.</param>
/// <param name="Needs">The fields it must be given.</param>
/// <param name="Fields">Every field of the type, in the order of the table.</param>
/// <param name="Several">Whether one member may have several instances.</param>
internal sealed record ChannelCell(string Runtime, string Type, string? Lacks, ImmutableArray<string> Needs, ImmutableArray<FieldCell> Fields, bool Several);

/// <param name="Name">As a person writes it for this runtime.</param>
/// <param name="Refused">Why it is refused; null when it is delivered.</param>
/// <param name="Warning">What is said of it although it is delivered, or null.</param>
internal sealed record FieldCell(string Name, string? Refused, string? Warning);

/// <summary>A cell is neither delivered nor refused aloud.</summary>
internal sealed class GridException(string message) : Exception(message);
