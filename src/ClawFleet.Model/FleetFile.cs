using System.Collections.Immutable;
using ClawFleet.Model.Building;
using ClawFleet.Model.Catalogue;
using ClawFleet.Model.Diagnostics;
using ClawFleet.Model.Documents;
using ClawFleet.Model.Environments;
using ClawFleet.Model.Parsing;
using ClawFleet.Model.Resolution;
using ClawFleet.Model.Schema;
using ClawFleet.Model.Validation;
using ClawFleet.Runtimes;

namespace ClawFleet.Model;

/// <summary>The way from <c>clawden.yaml</c> to a document: parse, resolve, validate. Every fault is a <see cref="Diagnostic"/>, all of them in one run.</summary>
public static class FleetFile
{
    /// <summary>Parses text that came from <paramref name="path"/> (used in messages and for the default fleet name). Reads nothing itself.</summary>
    /// <param name="catalogue">Known runtimes, for names and for deliver-or-refuse.</param>
    /// <param name="variables">What <c>$VAR</c> resolves to. Its own diagnostics are passed on.</param>
    /// <param name="members">Members asked for on the command line; empty for all. Only what these need must resolve.</param>
    public static LoadResult Load(string text, string path, RuntimeCatalogue catalogue, VariableSet variables, IReadOnlyCollection<string> members)
        => Load(text, path, catalogue, variables, members, catalogue.Adapter);

    /// <summary>
    /// The fleet's name alone, for commands such as <c>down</c> that need no more: no other fault of the file stands in their way.
    /// Null when the file is too broken to say its name, or says one that is not legal.
    /// </summary>
    public static string? ReadName(string text, string path, VariableSet variables)
    {
        var faults = new DiagnosticBag();
        if (YamlTree.Parse(new SourceText(path, text), faults) is not YamlMapping root)
        {
            return null;
        }

        var resolver = new Resolver(variables, new SecretRegistry(), ImmutableHashSet<string>.Empty, faults);
        var before = faults.HasErrors;
        var name = DocumentBuilder.Name(new MapReader(root, "", resolver, needed: true), path);
        return (before || !faults.HasErrors) && FleetNames.IsValid(name) ? name : null;
    }

    internal static LoadResult Load(
        string text, string path, RuntimeCatalogue catalogue, VariableSet variables, IReadOnlyCollection<string> members, Func<string, IRuntimeAdapter?> adapters)
    {
        var source = new SourceText(path, text);
        var faults = new DiagnosticBag();
        var mask = new SecretMask();
        foreach (var fault in variables.Diagnostics)
        {
            faults.Add(fault);
        }

        var badVariables = faults.HasErrors;
        FleetDocument? document = null;
        switch (YamlTree.Parse(source, faults))
        {
            case YamlMapping root:
                var check = new SchemaCheck(faults, mask);
                check.Check(root);
                document = new DocumentBuilder(root, path, catalogue, adapters, faults).Build(variables, check.SecretVariables, members);
                break;
            case null when faults.HasErrors && !badVariables:
                break;
            case null:
                faults.Error(DiagnosticCodes.NoRuntime, source.Span(1, 1, 0), "the file is empty", "there is nothing to run", "add `runtime: zeroclaw`, or a list below `runtimes:`");
                break;
            case var other:
                faults.Error(DiagnosticCodes.WrongKind, other.Span, $"the file must be a map, and this is {other.Noun}", null, "begin it with `runtime: zeroclaw`, or a list below `runtimes:`");
                break;
        }

        return new LoadResult(faults.HasErrors ? null : document, faults.ToImmutable(source, mask));
    }
}

/// <param name="Document">Null when an error stands in <paramref name="Diagnostics"/>.</param>
public sealed record LoadResult(FleetDocument? Document, ImmutableArray<Diagnostic> Diagnostics)
{
    public bool HasErrors => Diagnostics.Any(d => d.Severity == Severity.Error);
}
