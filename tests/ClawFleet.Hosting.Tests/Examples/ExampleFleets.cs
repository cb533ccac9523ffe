using System.Collections.Immutable;
using ClawFleet.Model;
using ClawFleet.Model.Environments;
using ClawFleet.Model.Planning;

namespace ClawFleet.Hosting.Tests.Examples;

/// <summary>Every folder in <c>examples/</c> is a whole fleet: its file is read without a word of complaint, and planned.</summary>
public class ExampleFleets
{
    private static readonly string Root = FindRoot();

    public static TheoryData<string> All { get; } = [.. Directory.EnumerateDirectories(Path.Combine(Root, "examples")).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(All))]
    public void An_example_is_read_without_a_warning_and_planned(string example)
    {
        var folder = Path.Combine(Root, "examples", example);
        var file = Path.Combine(folder, "clawden.yaml");
        var catalogue = Catalogues.Read(new FleetHostOptions(Root, "/nowhere", "/nowhere"), folder);

        var loaded = FleetFile.Load(File.ReadAllText(file), file, catalogue, Variables(folder), []);

        Assert.Equal([], loaded.Diagnostics.Select(d => $"{d.Span?.Line}: {d.Code} {d.What}"));
        var images = catalogue.Entries.Keys.ToImmutableSortedDictionary(n => n, n => $"clawfleet/{n}:test", StringComparer.Ordinal);
        var tools = loaded.Document!.Members.Where(m => !m.Tools.IsEmpty).Select(m => ImageNames.Key(m.Runtime, m.Tools)).Distinct(StringComparer.Ordinal);
        images = images.SetItems(tools.Select(k => KeyValuePair.Create(k, "clawfleet/with-tools:test")));
        var planned = Planner.Plan(loaded.Document, catalogue, new PlanOptions { Images = new ImageNames(images, images) });
        Assert.Empty(planned.Diagnostics);
        Assert.NotEmpty(planned.Plan!.Members);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void An_example_says_what_it_is_and_which_variables_it_needs(string example)
    {
        var folder = Path.Combine(Root, "examples", example);
        Assert.StartsWith("# ", File.ReadAllText(Path.Combine(folder, "README.md")), StringComparison.Ordinal);
        Assert.True(!File.ReadAllText(Path.Combine(folder, "clawden.yaml")).Contains('$') || File.Exists(Path.Combine(folder, ".env.example")), "a file with variables needs a .env.example");
    }

    /// <summary>The examples' servers are what <c>clawden runtime init</c> gives, so that a mend of one reaches the others.</summary>
    [Theory]
    [InlineData("model-server", "agent")]
    [InlineData("custom-runtime", "echo")]
    public void The_servers_of_the_examples_are_the_scaffold_s(string example, string runtime)
    {
        var scaffold = File.ReadAllText(Path.Combine(Root, "runtimes", "scaffold", "new", "server.py")).Replace("RUNTIME_NAME", runtime, StringComparison.Ordinal);
        var server = File.ReadAllText(Path.Combine(Root, "examples", example, "runtimes", runtime, "server.py"))
            .Replace("import telegram\n\n", "", StringComparison.Ordinal)
            .Replace("if \"telegram\" in CONFIG:\n    telegram.start(CONFIG[\"telegram\"], answer)\n\n", "", StringComparison.Ordinal);
        Assert.Equal(scaffold, server);
    }

    /// <summary>What .env.example names, each with a value: its own, or one that nobody else has.</summary>
    private static VariableSet Variables(string folder)
    {
        var example = Path.Combine(folder, ".env.example");
        var lines = File.Exists(example) ? File.ReadAllLines(example) : [];
        var variables = lines.Where(l => l.Length > 0 && l[0] != '#').Select(l => l.Split('=', 2)).ToDictionary(p => p[0], p => p[1].Length > 0 ? p[1] : $"value-of-{p[0]}", StringComparer.Ordinal);
        return VariableSet.Read(null, variables, null);
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "ClawFleet.sln")))
        {
            folder = folder.Parent!;
        }

        return folder.FullName;
    }
}
