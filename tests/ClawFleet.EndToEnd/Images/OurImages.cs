using ClawFleet.EndToEnd.Fixture;
using ClawFleet.Engine;
using ClawFleet.Hosting;
using ClawFleet.Hosting.Images;
using ClawFleet.Model.Catalogue;

namespace ClawFleet.EndToEnd.Images;

/// <summary>The images that a fleet really runs.</summary>
public sealed class OurImages
{
    private static CancellationToken Soon => new CancellationTokenSource(TimeSpan.FromMinutes(5)).Token;

    [Fact]
    public async Task The_simulated_image_says_so_runs_as_nobody_special_and_holds_no_way_to_become_root()
    {
        await using var engine = new DockerEngine();
        var home = Repository.Root;
        var images = new FleetImages(engine, new FleetHostOptions(home, Path.Combine(Path.GetTempPath(), "clawfleet-e2e-locks"), home), RuntimeCatalogue.Read(Path.Combine(home, "runtimes")));
        var reference = images.Names().Simulated["zeroclaw"];
        await images.EnsureAsync([reference], rebuild: false, new HeardProgress(), Soon);
        var image = await engine.FindImageAsync(reference, Soon);
        Assert.Equal("10000:10000", image!.User);
        Assert.Equal("true", image.Labels["dev.clawfleet.simulated"]);
        Assert.Contains("CLAWFLEET_RUNTIME=zeroclaw", image.Environment);

        var name = "images-sim-" + Guid.NewGuid().ToString("N")[..8];
        await engine.CreateContainerAsync(new ContainerSpec { Name = name, Image = reference, User = "12345:12345", ReadOnlyRoot = true, DropCapabilities = ["ALL"], Entrypoint = ["/bin/sleep"], Command = ["300"] }, Soon);
        try
        {
            await engine.StartContainerAsync(name, Soon);
            var setuid = await engine.ExecAsync(name, new ExecSpec(["sh", "-c", "find / -xdev -type f -perm /6000 2>/dev/null"]), Soon);
            Assert.Equal("", setuid.Stdout.Trim());
            var programs = await engine.ExecAsync(name, new ExecSpec(["sh", "-c", "test -x /usr/local/bin/clawinit && test -x /usr/local/bin/zeroclaw && ls /usr/share/clawfleet/defaults/zeroclaw"]), Soon);
            Assert.Equal(["default.toml", "workspace"], programs.Stdout.Trim().Split('\n'));
            var places = await engine.ExecAsync(name, new ExecSpec(["stat", "-c", "%a", "/state", "/config", "/logs", "/run", "/home/clawden/workspace"]), Soon);
            Assert.All(places.Stdout.Trim().Split('\n'), mode => Assert.Equal("1777", mode));
        }
        finally
        {
            await engine.RemoveContainerAsync(name, force: true, Soon);
        }
    }
}
