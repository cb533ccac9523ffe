using System.Collections.Immutable;

namespace ClawFleet.Dashboard.Configs;

/// <summary>Settings that belong together, each with its value as a person reads it.</summary>
internal sealed record ConfigSection(string Title, ImmutableArray<(string Name, string Value)> Rows);
