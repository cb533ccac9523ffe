using ClawFleet.EndToEnd.Fixture;
using ClawFleet.Engine;
using ClawFleet.Hosting;
using ClawFleet.Hosting.Images;
using ClawFleet.Model.Catalogue;

namespace ClawFleet.EndToEnd.Images;

/// <summary>
/// A ClawFleet folder of its own whose base is Debian as it is, so that a build takes a second. Every image that was built from it is removed at the end.
/// </summary>
internal sealed class ImageHome : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("clawfleet-e2e-images-");
    private readonly string _nonce = Guid.NewGuid().ToString("N");

    /// <param name="more">What the runtime's Dockerfile does after its FROM.</param>
    public ImageHome(string more = "", string upstream = "127.0.0.1:1/nobody/nothing:1")
    {
        Directory.CreateSymbolicLink(Path.Combine(Folder, "artifacts"), Path.Combine(Repository.Root, "artifacts"));
        Write("runtimes/base/Dockerfile", $"ARG BASE\nFROM ${{BASE}}\nLABEL nonce={_nonce}\n");
        Write("runtimes/simulator/Dockerfile", "ARG BASE\nFROM ${BASE}\nCOPY default.* /defaults/\nCOPY clawinit /clawinit\n");
        Write("runtimes/tiny/Dockerfile", $"ARG BASE\nFROM ${{BASE}}\n{more}\n");
        Write("runtimes/tiny/default.toml", "a = 1\n");
        Write("runtimes/tiny/runtime.yaml", $$"""
            runtime: tiny
            title: Tiny
            version: 1.0.0
            port: 8080
            simulator: true
            image: { build: ., upstream: "{{upstream}}" }
            health: { path: /health, startPeriod: 5s, deadline: 10s }
            stop: { grace: 5s }
            limits: { memory: 64MiB, cpus: 1, pids: 32 }
            tmp: 16MiB
            """);
        // Without an upstream, a Dockerfile of its own is all there is to it.
        Write("runtimes/plain/Dockerfile", $"ARG BASE\nFROM ${{BASE}}\n{more}\n");
        Write("runtimes/plain/default.toml", "a = 1\n");
        Write("runtimes/plain/runtime.yaml", File.ReadAllText(Path.Combine(Folder, "runtimes/tiny/runtime.yaml"))
            .Replace("runtime: tiny", "runtime: plain", StringComparison.Ordinal)
            .Replace($", upstream: \"{upstream}\"", "", StringComparison.Ordinal));
    }

    public string Folder => _folder.FullName;

    public DockerEngine Engine { get; } = new();

    public FleetImages Images => new(Engine, new FleetHostOptions(Folder, Path.Combine(Folder, "state"), Path.Combine(Folder, "secrets")), RuntimeCatalogue.Read(Path.Combine(Folder, "runtimes")));

    public string Plain => Images.Names().Real["plain"];

    public void Write(string path, string text)
    {
        var full = Path.Combine(Folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var image in await Engine.ListImagesAsync($"nonce={_nonce}", CancellationToken.None))
        {
            foreach (var tag in image.Tags)
            {
                await Engine.RemoveImageAsync(tag, force: true, CancellationToken.None);
            }
        }

        await Engine.DisposeAsync();
        // The link first: what it points to is not ours.
        Directory.Delete(Path.Combine(Folder, "artifacts"));
        _folder.Delete(recursive: true);
    }
}
