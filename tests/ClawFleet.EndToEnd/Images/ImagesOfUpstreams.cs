using ClawFleet.EndToEnd.Fixture;
using ClawFleet.Engine;
using ClawFleet.Hosting;
using ClawFleet.Hosting.Images;
using ClawFleet.Model.Catalogue;

namespace ClawFleet.EndToEnd.Images;

/// <summary>
/// The Dockerfiles that copy a program out of upstream's image, built for real over a stand-in for that image: where the program lies is upstream's
/// business and the facts', everything after it is ours.
/// </summary>
public sealed class ImagesOfUpstreams : IAsyncLifetime
{
    private static readonly string[] Runtimes = ["ironclaw", "microclaw", "nullclaw", "picoclaw", "zeroclaw"];

    private readonly string _standIn = "clawfleet-e2e-upstream:" + Guid.NewGuid().ToString("N")[..12];
    private readonly HomeCopy _home = new();
    private readonly DockerEngine _engine = new();
    private readonly List<string> _made = [];

    private static CancellationToken Soon => new CancellationTokenSource(TimeSpan.FromMinutes(5)).Token;

    public async ValueTask InitializeAsync()
    {
        var programs = string.Join(" && ", Runtimes.Select(r => $"printf '#!/bin/sh\\necho stand-in of {r}\\n' >/usr/local/bin/{r} && chmod 755 /usr/local/bin/{r}"));
        await using var context = new BuildContext().AddFile("Dockerfile", System.Text.Encoding.UTF8.GetBytes(
            $"FROM debian:trixie-slim\nRUN {programs} && mkdir -p /usr/share/zeroclawlabs/web/dist && echo page >/usr/share/zeroclawlabs/web/dist/index.html\n")).OpenTar();
        await foreach (var _ in _engine.BuildImageAsync(new ImageBuildSpec { Tags = [_standIn] }, context, Soon))
        {
        }

        foreach (var runtime in Runtimes)
        {
            var file = $"runtimes/{runtime}/runtime.yaml";
            var upstream = RuntimeCatalogue.Read(Path.Combine(Repository.Root, "runtimes")).Entries[runtime].UpstreamImage!;
            _home.Replace(file, upstream, _standIn);
        }
    }

    [Fact]
    public async Task Each_builds_with_its_program_our_entrypoint_and_no_way_to_become_root()
    {
        var catalogue = RuntimeCatalogue.Read(Path.Combine(_home.Path, "runtimes"));
        var images = new FleetImages(_engine, new FleetHostOptions(_home.Path, Path.Combine(_home.Path, "state"), Path.Combine(_home.Path, "secrets")), catalogue);
        var names = images.Names().Real;
        _made.AddRange(Runtimes.Select(r => names[r]));
        var failures = await images.EnsureEachAsync(_made, rebuild: false, new HeardProgress(), Soon);
        Assert.Empty(failures);
        foreach (var runtime in Runtimes)
        {
            var image = (await _engine.FindImageAsync(names[runtime], Soon))!;
            Assert.Equal("10000:10000", image.User);
            Assert.Contains("""["/usr/bin/tini","--","/usr/local/bin/clawinit","run"]""", image.RawJson, StringComparison.Ordinal);
            Assert.Contains($"CLAWFLEET_RUNTIME={runtime}", image.Environment);
            Assert.Equal(
                $"stand-in of {runtime}\ndefault\nsetuid:",
                await RunAsync(names[runtime], $"{runtime}; ls /usr/share/clawfleet/defaults/{runtime} | sed -n 's/default.*/default/p'; echo setuid:$(find / -xdev -type f -perm /6000 2>/dev/null); clawinit version >/dev/null"));
        }

        Assert.StartsWith("curl ", await RunAsync(names["nullclaw"], "curl --version | head -n 1; test -s /etc/ssl/certs/ca-certificates.crt"), StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var image in _made.Append(_standIn))
        {
            if (await _engine.FindImageAsync(image, Soon) is not null) await _engine.RemoveImageAsync(image, force: true, Soon);
        }

        await _engine.DisposeAsync();
        await _home.DisposeAsync();
    }

    private async Task<string> RunAsync(string image, string script)
    {
        var name = "images-upstream-" + Guid.NewGuid().ToString("N")[..8];
        await _engine.CreateContainerAsync(new ContainerSpec { Name = name, Image = image, ReadOnlyRoot = true, DropCapabilities = ["ALL"], Entrypoint = ["/bin/sleep"], Command = ["300"] }, Soon);
        try
        {
            await _engine.StartContainerAsync(name, Soon);
            var result = await _engine.ExecAsync(name, new ExecSpec(["sh", "-ec", script]), Soon);
            Assert.True(result.ExitCode == 0, result.Stderr);
            return result.Stdout.Trim();
        }
        finally
        {
            await _engine.RemoveContainerAsync(name, force: true, Soon);
        }
    }
}
