using System.Text;
using ClawFleet.EndToEnd.Fixture;
using ClawFleet.Engine;
using ClawFleet.Hosting.Images;

namespace ClawFleet.EndToEnd.Publishing;

/// <summary>kubectl 1.32 as Debian 13 has it, in a container that sees one folder of the host. There is no cluster: it checks and builds what needs none.</summary>
internal sealed class Kubectl : IAsyncDisposable
{
    /// <summary>Where the folder is in the container.</summary>
    public const string Folder = "/manifests";

    private const string Image = "clawfleet-e2e/kubectl:1";

    private const string Dockerfile = $"""
        FROM {EngineFixture.Image}
        COPY ca-bundle.crt /tmp/clawfleet-build/ca-bundle.crt
        COPY apt-install /usr/local/bin/apt-install
        RUN apt-install kubectl
        CMD ["sleep", "infinity"]
        """;

    private readonly IContainerEngine _engine;
    private readonly string _name;

    private Kubectl(IContainerEngine engine, string name) => (_engine, _name) = (engine, name);

    public static async Task<Kubectl> StartAsync(IContainerEngine engine, string name, string folder)
    {
        var context = new BuildContext()
            .AddFile("Dockerfile", Encoding.UTF8.GetBytes(Dockerfile))
            .AddFile("apt-install", Path.Combine(Repository.Root, "runtimes", "base", "apt-install"), BuildContext.ProgramMode)
            .AddFile("ca-bundle.crt", CaBundle.Read());
        var spec = new ImageBuildSpec { Tags = [Image], BuildArguments = NetworkArguments.Read(Environment.GetEnvironmentVariable).ToDictionary(StringComparer.Ordinal) };
        await using (var tar = context.OpenTar())
        {
            await foreach (var _ in engine.BuildImageAsync(spec, tar, CancellationToken.None))
            {
            }
        }

        await engine.CreateContainerAsync(new ContainerSpec { Name = name, Image = Image, Init = true, Mounts = [new MountSpec(MountType.Bind, folder, Folder)] }, CancellationToken.None);
        await engine.StartContainerAsync(name, CancellationToken.None);
        return new Kubectl(engine, name);
    }

    public Task<ExecResult> RunAsync(params string[] arguments) => _engine.ExecAsync(_name, new ExecSpec(["kubectl", .. arguments]) { MaxOutputBytes = 16 << 20 }, TestContext.Current.CancellationToken);

    /// <summary>What <c>kubectl apply -k</c> would send.</summary>
    /// <param name="folder">Below the folder it sees.</param>
    public async Task<string> KustomizeAsync(string folder)
    {
        var built = await RunAsync("kustomize", $"{Folder}/{folder}");
        Assert.True(built.ExitCode == 0, built.Stderr);
        return built.Stdout;
    }

    public async ValueTask DisposeAsync() => await _engine.RemoveContainerAsync(_name, force: true, CancellationToken.None);
}
