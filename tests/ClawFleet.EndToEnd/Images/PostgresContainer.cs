using ClawFleet.EndToEnd.Fixture;
using ClawFleet.Engine;
using ClawFleet.Hosting;
using ClawFleet.Hosting.Images;
using ClawFleet.Model.Catalogue;

namespace ClawFleet.EndToEnd.Images;

/// <summary>The database image as a member runs it: read-only root, no capability, its data on a volume, its password in a file.</summary>
internal sealed class PostgresContainer : IAsyncDisposable
{
    private readonly DockerEngine _engine = new();
    private readonly DirectoryInfo _secrets = Directory.CreateTempSubdirectory("clawfleet-e2e-pg-");
    private readonly string _name = "images-pg-" + Guid.NewGuid().ToString("N")[..8];
    private readonly string _user;

    private PostgresContainer(string user) => _user = user;

    public IContainerEngine Engine => _engine;

    public string Name => _name;

    public static async Task<PostgresContainer> CreateAsync(string user, string password)
    {
        var home = Repository.Root;
        var container = new PostgresContainer(user);
        container.SetPassword(password);
        var images = new FleetImages(container._engine, new FleetHostOptions(home, container._secrets.FullName, home), RuntimeCatalogue.Read(Path.Combine(home, "runtimes")));
        var image = images.Names().Real["postgres"];
        await images.EnsureAsync([image], rebuild: false, new HeardProgress(), Soon);
        await container._engine.CreateVolumeAsync(new VolumeSpec(container._name, new Dictionary<string, string>()), Soon);
        await container._engine.CreateContainerAsync(container.Spec(image), Soon);
        return container;
    }

    public void SetPassword(string password)
    {
        var file = Path.Combine(_secrets.FullName, "postgres-password");
        File.WriteAllText(file, password);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_secrets.FullName, (UnixFileMode)0b111_101_101);
            File.SetUnixFileMode(file, (UnixFileMode)0b110_100_100);
        }
    }

    public Task StartAsync() => _engine.StartContainerAsync(_name, Soon);

    public Task KillAsync() => _engine.KillContainerAsync(_name, "SIGKILL", Soon);

    public async Task<int> StopAsync()
    {
        await _engine.StopContainerAsync(_name, TimeSpan.FromSeconds(30), Soon);
        return (await _engine.InspectContainerAsync(_name, Soon)).ExitCode;
    }

    public async Task HealthyAsync()
    {
        var until = DateTime.UtcNow.AddSeconds(60);
        while (true)
        {
            var state = await _engine.InspectContainerAsync(_name, Soon);
            if (state.State == ContainerState.Running && await IsHealthyAsync())
            {
                return;
            }

            if (DateTime.UtcNow > until || state.State == ContainerState.Exited)
            {
                Assert.Fail($"the database is {state.State}, exit code {state.ExitCode}:\n{await LogAsync()}");
            }

            await Task.Delay(100, Soon);
        }
    }

    public async Task WaitForExitAsync() => await _engine.WaitContainerAsync(_name, Soon);

    /// <summary>One statement or several as the role; the rows, without decoration.</summary>
    public async Task<string> QueryAsync(string sql)
    {
        var result = await ExecAsync("clawfleet-postgres", "psql", "-v", "ON_ERROR_STOP=1", "-qAtc", sql);
        Assert.True(result.ExitCode == 0, result.Stderr);
        return result.Stdout.Trim();
    }

    /// <summary>Over TCP, with a password of the caller's.</summary>
    public Task<ExecResult> LoginAsync(string role, string password)
        => _engine.ExecAsync(_name, new ExecSpec(["psql", "-h", "127.0.0.1", "-U", role, "-d", "ironclaw", "-w", "-Atc", "SELECT 1"]) { Environment = new Dictionary<string, string> { ["PGPASSWORD"] = password } }, Soon);

    public Task<ExecResult> ExecAsync(params string[] command) => _engine.ExecAsync(_name, new ExecSpec(command), Soon);

    public async Task<string> LogAsync()
    {
        var lines = new List<string>();
        await foreach (var line in _engine.ReadLogsAsync(_name, new LogQuery(Follow: false), Soon))
        {
            lines.Add(line.Text);
        }

        return string.Join('\n', lines);
    }

    public async ValueTask DisposeAsync()
    {
        await _engine.RemoveContainerAsync(_name, force: true, Soon);
        await _engine.RemoveVolumeAsync(_name, force: true, Soon);
        await _engine.DisposeAsync();
        _secrets.Delete(recursive: true);
    }

    private static CancellationToken Soon => new CancellationTokenSource(TimeSpan.FromMinutes(3)).Token;

    private async Task<bool> IsHealthyAsync()
    {
        try
        {
            return (await ExecAsync("/usr/local/bin/clawfleet-postgres", "health")).ExitCode == 0;
        }
        catch (EngineException)
        {
            // It ended between the look and the question.
            return false;
        }
    }

    private ContainerSpec Spec(string image) => new()
    {
        Name = _name,
        Image = image,
        User = _user,
        ReadOnlyRoot = true,
        DropCapabilities = ["ALL"],
        SecurityOptions = ["no-new-privileges:true"],
        MemoryBytes = 512L << 20,
        MemorySwapBytes = 512L << 20,
        Pids = 128,
        Environment = new Dictionary<string, string> { ["POSTGRES_USER"] = "ironclaw", ["POSTGRES_DB"] = "ironclaw", ["POSTGRES_PASSWORD_FILE"] = "/run/secrets/postgres-password" },
        Mounts =
        [
            new MountSpec(MountType.Volume, _name, "/state"),
            new MountSpec(MountType.Tmpfs, null, "/run", TmpfsSizeBytes: 16 << 20, TmpfsMode: "1777"),
            new MountSpec(MountType.Tmpfs, null, "/tmp", TmpfsSizeBytes: 64 << 20, TmpfsMode: "1777"),
            new MountSpec(MountType.Bind, _secrets.FullName, "/run/secrets", ReadOnly: true),
        ],
    };
}
