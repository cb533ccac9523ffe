using System.Collections.Immutable;
using ClawFleet.Model.Catalogue;
using ClawFleet.Model.Diagnostics;
using ClawFleet.Model.Documents;
using ClawFleet.Model.Environments;
using ClawFleet.Model.Planning;
using ClawFleet.Model.Plans;
using ClawFleet.Runtimes;

namespace ClawFleet.Model.Tests.Support;

/// <summary>Short ways from YAML to a result. Without an adapter nothing is refused for a runtime's sake.</summary>
internal static class Fleets
{
    public const string Path = "/fleets/demo/clawden.yaml";

    /// <param name="variables"><c>NAME=value</c> each, as the process environment.</param>
    public static LoadResult Load(string yaml, string[]? variables = null, string[]? members = null, RuntimeCatalogue? catalogue = null, Func<string, IRuntimeAdapter?>? adapters = null, string path = Path)
        => FleetFile.Load(yaml, path, catalogue ?? Catalogues.All, Variables(variables), members ?? [], adapters ?? (_ => null));

    public static VariableSet Variables(string[]? variables)
        => VariableSet.From((variables ?? []).Select(v => v.Split('=', 2)).ToDictionary(v => v[0], v => v[1]));

    public static FleetPlan Plan(string yaml, string[]? variables = null, string[]? members = null, PlanOptions? options = null)
    {
        var loaded = Load(yaml, variables, members);
        Assert.False(loaded.HasErrors, Text(loaded.Diagnostics));
        var planned = Planner.Plan(loaded.Document!, Catalogues.All, options ?? Options(loaded.Document, []));
        Assert.True(planned.Plan is not null, Text(planned.Diagnostics));
        return planned.Plan;
    }

    public static PlanOptions Options(params string[] missing) => Options(null, missing);

    /// <param name="document">Its members' tools are given images too.</param>
    public static PlanOptions Options(FleetDocument? document, string[] missing)
    {
        var keys = Catalogues.All.Entries.Keys.Concat(document?.Members.Select(m => ImageNames.Key(m.Runtime, m.Tools, m.Version)) ?? []).Distinct(StringComparer.Ordinal).ToList();
        return new()
        {
            Images = new ImageNames(
                keys.ToImmutableSortedDictionary(n => n, n => $"clawfleet/{n}:real", StringComparer.Ordinal),
                keys.ToImmutableSortedDictionary(n => n, n => $"clawfleet/{n}:simulated", StringComparer.Ordinal)),
            MissingUpstreams = [.. missing],
        };
    }

    public static string Text(IEnumerable<Diagnostic> diagnostics) => string.Join("\n", diagnostics.Select(d => DiagnosticText.Render(d, color: false)));

    /// <summary>Codes of errors, in the order of the file.</summary>
    public static IEnumerable<string> Errors(LoadResult result) => result.Diagnostics.Where(d => d.Severity == Severity.Error).Select(d => d.Code);

    public static IEnumerable<string> Warnings(LoadResult result) => result.Diagnostics.Where(d => d.Severity == Severity.Warning).Select(d => d.Code);
}
