using ClawFleet.EndToEnd.Fixture;

namespace ClawFleet.EndToEnd.OwnRuntimes;

/// <summary>The example with a model server: members reach each other by name on the fleet's network, and nobody else reaches the server.</summary>
public sealed class ModelServerInside
{
    [Fact]
    public async Task Members_ask_a_model_server_that_only_the_fleet_reaches()
    {
        await using var fleet = new TempFleet();
        Copy(new DirectoryInfo(Path.Combine(Repository.Root, "examples", "model-server")), new DirectoryInfo(fleet.Folder));
        fleet.Replace("name: model-server", $"name: {fleet.Name}");
        fleet.Replace("runtime: agent", "runtime: agent\n    ports: auto");

        await fleet.UpAsync();

        Assert.Equal("The model counts 5 words.\n", (await fleet.RunAsync("chat", "reader", "how many words are these")).Exits(0).Stdout);
        Assert.Contains("models", (await fleet.RunAsync("exec", "writer", "--", "getent", "hosts", "models")).Exits(0).Stdout, StringComparison.Ordinal);
        var models = (await fleet.ContainersAsync())["models"];
        Assert.DoesNotContain(models.Ports, p => p.HostPort is > 0);
    }

    private static void Copy(DirectoryInfo from, DirectoryInfo to)
    {
        foreach (var file in from.EnumerateFiles())
        {
            file.CopyTo(Path.Combine(to.FullName, file.Name), overwrite: true);
        }

        foreach (var folder in from.EnumerateDirectories())
        {
            Copy(folder, to.CreateSubdirectory(folder.Name));
        }
    }
}
