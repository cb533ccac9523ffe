using ClawFleet.Cli.Files;
using ClawFleet.Cli.Tests.Processes;

namespace ClawFleet.Cli.Tests.Files;

public sealed class FleetFileLocatorTests
{
    [Fact]
    public void The_file_of_a_parent_folder_is_found()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("clawden.yaml", "");
        var below = Directory.CreateDirectory(Path.Combine(folder.Path, "a", "b")).FullName;

        Assert.Equal(file, FleetFileLocator.Find(null, below));
    }

    [Fact]
    public void The_nearest_file_wins()
    {
        using var folder = new TemporaryFolder();
        folder.Write("clawden.yaml", "");
        var near = folder.Write("a/clawden.yaml", "");

        Assert.Equal(near, FleetFileLocator.Find(null, Path.Combine(folder.Path, "a")));
    }

    [Fact]
    public void A_file_above_the_checkout_is_not_taken()
    {
        using var folder = new TemporaryFolder();
        folder.Write("clawden.yaml", "");
        folder.Write("checkout/.git", "gitdir: elsewhere");

        Assert.Throws<FleetFileNotFoundException>(() => FleetFileLocator.Find(null, Path.Combine(folder.Path, "checkout")));
    }

    [Fact]
    public void A_named_folder_stands_for_the_file_in_it()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("fleet/clawden.yaml", "");

        Assert.Equal(file, FleetFileLocator.Find("fleet", folder.Path));
    }

    [Fact]
    public void A_named_file_that_is_not_there_is_refused_by_its_full_path()
    {
        using var folder = new TemporaryFolder();

        var refused = Assert.Throws<FleetFileNotFoundException>(() => FleetFileLocator.Find("other.yaml", folder.Path));
        Assert.Equal($"{Path.Combine(folder.Path, "other.yaml")} does not exist", refused.Message);
    }
}
