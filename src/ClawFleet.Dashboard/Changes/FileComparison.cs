using System.Collections.Immutable;
using ClawFleet.Hosting;
using ClawFleet.Model.Diagnostics;

namespace ClawFleet.Dashboard.Changes;

/// <summary>What the fleet's file says beside what runs.</summary>
/// <param name="File">Its absolute path; null for a fleet that came from none.</param>
/// <param name="Version">Of the file's text, the fleet and the changes: who asks for the changes says which of them were seen.</param>
internal sealed record FileComparison(string? File, FileVerdict Verdict, string Version)
{
    /// <summary>What an <c>up</c> would do now.</summary>
    public ImmutableArray<PlannedChange> Changes { get; init; } = [];

    /// <summary>What is wrong with the file, or warned about; secrets are masked.</summary>
    public ImmutableArray<Diagnostic> Faults { get; init; } = [];

    /// <summary>Why it cannot be told, in a sentence; null when it can.</summary>
    public string? Problem { get; init; }

    public string Name => File is null ? "" : Path.GetFileName(File);

    /// <summary>Members that can be changed alone, each with its changes; those of the fleet itself have none.</summary>
    public IEnumerable<IGrouping<string?, PlannedChange>> ByMember => Changes.GroupBy(c => c.Member, StringComparer.Ordinal);

    /// <summary>Whether a member is in the fleet and not in its file: all that happens to it is that it goes.</summary>
    public bool IsLeaving(string member) => Changes.Any(c => c.Member == member) && Changes.Where(c => c.Member == member).All(c => c.Verb is "stop" or "remove" or "remove network");
}
