using System.Collections.Immutable;

namespace ClawFleet.Model.Catalogue;

/// <summary>A runtime that a user brings and that cannot be used. It stands in nobody's way but that of the members that name it.</summary>
/// <param name="Names">Its folder's name, and every name it claims.</param>
/// <param name="Message"><c>file:line:col: what; remedy</c>, one line for each fault.</param>
public sealed record CatalogueFault(ImmutableArray<string> Names, string Message)
{
    /// <summary>What is wrong (with its place) and what mends it, for each fault.</summary>
    public IEnumerable<(string Why, string Remedy)> Parts => Message.Split('\n').Select(line => line.LastIndexOf("; ", StringComparison.Ordinal) is var cut and >= 0 ? (line[..cut], line[(cut + 2)..]) : (line, "mend it"));
}
