using ClawFleet.Model.Catalogue;
using ClawFleet.Model.Tests.Support;

namespace ClawFleet.Model.Tests;

/// <summary>The example of a tool of one's own is read as the page about it says.</summary>
public class ExampleToolTests
{
    [Fact]
    public void The_custom_tool_of_the_example_is_found_and_planned()
    {
        var folder = Path.Combine(Golden.Root, "examples", "custom-tool");
        var catalogue = RuntimeCatalogue.Read(Path.Combine(Golden.Root, "runtimes")).WithTools(Path.Combine(folder, "tools"));
        var loaded = Fleets.Load(File.ReadAllText(Path.Combine(folder, "clawden.yaml")), catalogue: catalogue);
        Assert.False(loaded.HasErrors, Fleets.Text(loaded.Diagnostics));
        var tools = loaded.Document!.Members.Single().Tools;
        Assert.Equal(["git", "graphs"], tools.Names);
        Assert.Equal(["imagemagick"], tools.Packages.Apt);
        Assert.Equal("svg", tools.Tools.Single(t => t.Name == "graphs").Environment["GRAPH_FORMAT"]);
    }
}
