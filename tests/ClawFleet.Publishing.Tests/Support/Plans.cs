using System.Collections.Immutable;
using ClawFleet.Hosting;
using ClawFleet.Model;
using ClawFleet.Model.Environments;
using ClawFleet.Model.Planning;
using ClawFleet.Model.Plans;

namespace ClawFleet.Publishing.Tests.Support;

/// <summary>Plans of files with the repository's own catalogue. The file's path and the images' hashes are fixed, so that what is made of a plan can be compared.</summary>
internal static class Plans
{
    /// <summary>Names of the folders in <c>examples/</c>.</summary>
    public static TheoryData<string> Examples { get; } = [.. Directory.EnumerateDirectories(Path.Combine(Golden.Root, "examples")).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    /// <summary>The plan of a fleet in <c>examples/</c>, its variables given the values of <c>.env.example</c> or <c>value-of-NAME</c>.</summary>
    public static FleetPlan OfExample(string example)
    {
        var folder = Path.Combine(Golden.Root, "examples", example);
        var variables = Path.Combine(folder, ".env.example") is var file && File.Exists(file) ? File.ReadAllLines(file) : [];
        return Of(File.ReadAllText(Path.Combine(folder, "clawden.yaml")), [.. variables.Where(l => l.Length > 0 && l[0] != '#').Select(l => l.EndsWith('=') ? $"{l}value-of-{l[..^1]}" : l)], folder);
    }

    /// <param name="variables"><c>NAME=value</c> each.</param>
    /// <param name="project">Folder whose <c>runtimes/</c> and <c>tools/</c> count too.</param>
    /// <param name="missing">Runtimes whose upstream image cannot be had.</param>
    public static FleetPlan Of(string yaml, string[]? variables = null, string? project = null, string[]? missing = null)
    {
        var catalogue = Catalogues.Read(new FleetHostOptions(Golden.Root, "/nowhere", "/nowhere"), project ?? "/nowhere");
        var set = VariableSet.Read(null, (variables ?? []).Select(v => v.Split('=', 2)).ToDictionary(v => v[0], v => v[1], StringComparer.Ordinal), null);
        var loaded = FleetFile.Load(yaml, "/fleets/demo/clawden.yaml", catalogue, set, []);
        Assert.False(loaded.HasErrors, string.Join("\n", loaded.Diagnostics.Select(d => $"{d.Span?.Line}: {d.Code} {d.What}")));
        var keys = catalogue.Entries.Keys.Concat(loaded.Document!.Members.Select(m => ImageNames.Key(m.Runtime, m.Tools))).Distinct(StringComparer.Ordinal).ToList();
        var planned = Planner.Plan(loaded.Document, catalogue, new PlanOptions { Images = new ImageNames(Images(keys, ""), Images(keys, "-simulated")), MissingUpstreams = [.. missing ?? []] });
        Assert.True(planned.Plan is not null, string.Join("\n", planned.Diagnostics.Select(d => d.What)));
        return planned.Plan;
    }

    private static ImmutableSortedDictionary<string, string> Images(IEnumerable<string> keys, string suffix)
        => keys.ToImmutableSortedDictionary(k => k, k => $"clawfleet/{k.Replace(" with ", "-", StringComparison.Ordinal).Replace(' ', '-')}{suffix}:test", StringComparer.Ordinal);
}
