using System.Diagnostics;
using System.Text;
using ClawFleet.EndToEnd.Fixture;

namespace ClawFleet.EndToEnd.Images;

/// <summary>Debian's docker-registry (distribution) on a port of 127.0.0.1, which lets in who knows user and password; and the docker configuration of somebody who does.</summary>
internal sealed class PrivateRegistry : IAsyncDisposable
{
    private const string User = "ci";

    // htpasswd -Bbn ci, of the password below: the registry takes bcrypt alone.
    private const string Entry = "ci:$2y$05$7u2s4dHYT4N1NY4N3LYBUuatdAMS9neVoVH5MxR76RbNGC1YBUz9q";

    private readonly DirectoryInfo _folder;
    private readonly Process _process;

    private PrivateRegistry(DirectoryInfo folder, Process process, int port)
    {
        (_folder, _process) = (folder, process);
        Host = $"127.0.0.1:{port}";
        LoggedIn = Write("in", $$"""{"auths":{"{{Host}}":{"auth":"{{Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User}:{Password}"))}}" } } }""");
        LoggedOut = Write("out", "{}");
    }

    public const string Password = "a-word-for-the-registry";

    public string Host { get; }

    /// <summary>A folder for <c>DOCKER_CONFIG</c>.</summary>
    public string LoggedIn { get; }

    public string LoggedOut { get; }

    public static async Task<PrivateRegistry> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("clawfleet-e2e-registry-");
        var program = await DebianProgram.GetAsync("docker-registry", "/usr/bin/docker-registry", folder.FullName);
        var port = Ports.Free();
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "htpasswd"), Entry + "\n");
        var config = Path.Combine(folder.FullName, "config.yml");
        await File.WriteAllTextAsync(config, $$"""
            version: 0.1
            log: { level: error }
            storage:
              filesystem: { rootdirectory: {{folder.FullName}}/data }
              delete: { enabled: true }
            http: { addr: "127.0.0.1:{{port}}" }
            auth:
              htpasswd: { realm: test, path: {{folder.FullName}}/htpasswd }
            """);
        var process = Process.Start(new ProcessStartInfo(program, ["serve", config]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using var http = new HttpClient();
        await Eventually.HoldsAsync("the registry answers", async () =>
        {
            Assert.False(process.HasExited, "docker-registry ended");
            try
            {
                return (int)(await http.GetAsync(new Uri($"http://127.0.0.1:{port}/v2/"))).StatusCode == 401;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        });
        return new PrivateRegistry(folder, process, port);
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private string Write(string name, string config)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder.FullName, name)).FullName;
        File.WriteAllText(Path.Combine(folder, "config.json"), config);
        return folder;
    }
}
