using System.Collections.Immutable;
using ClawFleet.Model.Plans;

namespace ClawFleet.Model.Documents;

/// <summary>The file, parsed, resolved and checked: what the user wants, typed. Holds the literal secrets of the file, and prints none.</summary>
public sealed class FleetDocument
{
    private readonly ImmutableDictionary<string, string> _literals;

    internal FleetDocument(ImmutableDictionary<string, string> literals) => _literals = literals;

    /// <summary>Fleet name: 1–40 characters of a–z, 0–9 and single hyphens.</summary>
    public required string Name { get; init; }

    /// <summary>Absolute path of the file, or a word in angle brackets such as <c>&lt;run&gt;</c>.</summary>
    public required string Path { get; init; }

    /// <summary>All members in the order of the file, chosen or not: host ports are given out over all of them.</summary>
    public required ImmutableArray<MemberDeclaration> Members { get; init; }

    /// <summary>The fleet's network has no route out.</summary>
    public bool InternalNetwork { get; init; }

    /// <summary>Where telemetry is forwarded to; null when it stays here.</summary>
    public TelemetryPlan? Telemetry { get; init; }

    /// <summary>How the page is served; null for as usual.</summary>
    public DashboardPlan? Dashboard { get; init; }

    /// <summary>Secrets the file refers to (expressions and literals), by name.</summary>
    public required ImmutableSortedDictionary<string, SecretPlan> Secrets { get; init; }

    /// <summary>The value of a <see cref="SecretOrigin.Literal"/> secret.</summary>
    /// <param name="place">Its place in the file, as <see cref="SecretPlan.Text"/> says it: <c>channels.telegram.token</c>.</param>
    /// <returns>Null when no literal secret stands there.</returns>
    public string? GetLiteral(string place) => _literals.GetValueOrDefault(place);

    public override string ToString() => $"{Name} ({Members.Length} members)";
}
