using System.Diagnostics;

namespace ClawFleet.Engine.Tests.Engines;

/// <summary>A <c>podman system service</c> with everything it has in a folder of its own, so that the machine's Podman is not touched.</summary>
internal sealed class PodmanService : IAsyncDisposable
{
    private const string HowToGetIt = "Podman is not here (as root: apt-get install podman containernetworking-plugins netavark aardvark-dns crun).";

    private readonly Process _process;
    private readonly string _folder;
    private readonly Task<string> _errors;

    private PodmanService(Process process, string folder)
    {
        _process = process;
        _folder = folder;
        _errors = process.StandardError.ReadToEndAsync();
    }

    public string Socket => Path.Combine(_folder, "podman.sock");

    public static async Task<PodmanService> StartAsync()
    {
        if (!new[] { "/usr/bin/podman", "/usr/local/bin/podman" }.Any(File.Exists))
            Assert.Skip(HowToGetIt);
        if (Environment.UserName != "root")
            Assert.Skip("Podman's service is started by root here, so that networks work everywhere; run these tests as root.");

        var folder = Directory.CreateTempSubdirectory("clawfleet-podman-").FullName;
        // Podman asks for more open files than a contained machine may give.
        await File.WriteAllTextAsync(Path.Combine(folder, "containers.conf"), """
            [containers]
            default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]
            """);
        var service = new PodmanService(Process.Start(Command(folder, "system", "service", "-t", "0", $"unix://{Path.Combine(folder, "podman.sock")}"))!, folder);
        var deadline = TimeProvider.System.GetTimestamp();
        await using var probe = new DockerEngine("unix://" + service.Socket);
        while (true)
        {
            try
            {
                await probe.GetInfoAsync(default);
                return service;
            }
            catch (EngineException e) when (!service._process.HasExited && TimeProvider.System.GetElapsedTime(deadline) < TimeSpan.FromSeconds(20) && e.Kind is not EngineErrorKind.Unsupported)
            {
                await Task.Delay(50);
            }
            catch (EngineException e)
            {
                await service.DisposeAsync();
                Assert.Fail($"podman system service does not answer: {e.Message} {(service._errors.IsCompleted ? await service._errors : "")}");
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }
        _process.Dispose();
        // Unmounts and removes what containers left; the folder alone would be busy.
        using (var reset = Process.Start(Command(_folder, "system", "reset", "--force"))!)
        {
            _ = reset.StandardError.ReadToEndAsync();
            await reset.WaitForExitAsync();
        }
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    private static ProcessStartInfo Command(string folder, params string[] arguments) => new("podman",
        ["--root", Path.Combine(folder, "root"), "--runroot", Path.Combine(folder, "run"), "--tmpdir", Path.Combine(folder, "tmp"), "--storage-driver", "overlay",
         "--network-config-dir", Path.Combine(folder, "networks"), "--cgroup-manager", "cgroupfs", "--events-backend", "file",
         // crun refuses machines whose cgroups are of both versions; runc does not.
         .. File.Exists("/usr/sbin/runc") ? ["--runtime", "runc"] : Array.Empty<string>(), .. arguments])
    {
        RedirectStandardError = true,
        Environment = { ["CONTAINERS_CONF"] = Path.Combine(folder, "containers.conf") },
    };
}
