using System.Collections.Immutable;
using ClawFleet.Model.Diagnostics;

namespace ClawFleet.Model;

/// <summary>The way from <c>clawden.yaml</c> to a document: parse, resolve, validate. Every fault is a <see cref="Diagnostic"/>, all of them in one run.</summary>
public static class FleetFile
{
    /// <summary>Parses text that came from <paramref name="path"/> (used in messages and for the default fleet name). Reads nothing itself.</summary>
    /// <param name="catalogue">Known runtimes, for names and for deliver-or-refuse.</param>
    /// <param name="variables">What <c>$VAR</c> resolves to.</param>
    /// <param name="members">Members asked for on the command line; empty for all. Only what these need must resolve.</param>
    public static LoadResult Load(string text, string path, Catalogue.RuntimeCatalogue catalogue, Environments.VariableSet variables, IReadOnlyCollection<string> members)
        => throw new NotImplementedException();
}

/// <param name="Document">Null when an error stands in <paramref name="Diagnostics"/> that leaves nothing to go on with.</param>
public sealed record LoadResult(Documents.FleetDocument? Document, ImmutableArray<Diagnostic> Diagnostics)
{
    public bool HasErrors => Diagnostics.Any(d => d.Severity == Severity.Error);
}
