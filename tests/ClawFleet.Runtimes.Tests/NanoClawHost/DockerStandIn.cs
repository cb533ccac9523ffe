using System.Diagnostics;
using System.Runtime.Versioning;

namespace ClawFleet.Runtimes.Tests.NanoClawHost;

/// <summary>The stand-in for <c>docker</c> in a folder of its own, with a Bun that only notes what it was started with and waits.</summary>
[SupportedOSPlatform("linux")]
internal sealed class DockerStandIn : IDisposable
{
    private const string FakeBun = """
        #!/bin/bash
        printf '%s\n' "$@" > "$CLAWFLEET_AGENT_SESSION/arguments"
        env > "$CLAWFLEET_AGENT_SESSION/environment"
        pwd > "$CLAWFLEET_AGENT_SESSION/directory"
        tr '\0' '\n' < /proc/self/cmdline > "$CLAWFLEET_AGENT_SESSION/started"
        touch "$CLAWFLEET_AGENT_SESSION/.heartbeat"
        while :; do sleep 0.1; done
        """;

    private const UnixFileMode Executable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly string _folder = Directory.CreateTempSubdirectory("clawfleet-docker-").FullName;
    private readonly List<Process> _agents = [];

    public DockerStandIn()
    {
        Directory.CreateDirectory(Path("bin/agent"));
        File.Copy(System.IO.Path.Combine(Repository.Root, "runtimes", "nanoclaw", "host", "bin", "docker"), Path("bin/docker"));
        File.WriteAllText(Path("bin/agent/bun"), FakeBun);
        File.SetUnixFileMode(Path("bin/docker"), Executable);
        File.SetUnixFileMode(Path("bin/agent/bun"), Executable);
        Directory.CreateDirectory(Path("group"));
        Directory.CreateDirectory(Path("claude/shared"));
        File.WriteAllText(Path("agent.env"), "ANTHROPIC_API_KEY='the key'\n");
    }

    public string Path(string name) => System.IO.Path.Combine(_folder, name);

    public string Session(string agent) => Path("session-" + agent);

    /// <summary>What NanoClaw's <c>docker run</c> looks like.</summary>
    public string[] Run(string agent) =>
    [
        "run", "--rm", "--name", agent, "--label", "nanoclaw-install=abc", "-e", "TZ=UTC", "--add-host=host.docker.internal:host-gateway", "--user", "10000:10000", "-e", "HOME=/home/node",
        "-v", $"{Session(agent)}:/workspace", "-v", $"{Path("group")}:/workspace/agent", "-v", $"{Path("group")}/container.json:/workspace/agent/container.json:ro",
        "-v", $"{Path("claude/shared")}:/home/node/.claude", "-v", "/opt/x:/app/src:ro", "--entrypoint", "bash", "nanoclaw-agent:latest", "-c", "exec bun run /app/src/index.ts",
    ];

    /// <summary>Starts an agent and waits until it runs.</summary>
    public async Task<Process> StartAsync(string agent)
    {
        Directory.CreateDirectory(Session(agent));
        var process = Process.Start(Info(Run(agent)))!;
        _agents.Add(process);
        await Eventually(() => process.HasExited || File.Exists(System.IO.Path.Combine(Session(agent), ".heartbeat")));
        return process;
    }

    public async Task<(int Code, string Out, string Error)> CallAsync(params string[] arguments)
    {
        using var process = Process.Start(Info(arguments))!;
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output.Trim(), (await error).Trim());
    }

    public static async Task Eventually(Func<bool> condition)
    {
        var until = DateTime.UtcNow.AddSeconds(20);
        while (!condition())
        {
            Assert.True(DateTime.UtcNow < until, "it did not happen within 20 s");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    public void Dispose()
    {
        foreach (var process in _agents)
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
                process.WaitForExit();
            }

            process.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private ProcessStartInfo Info(string[] arguments)
    {
        var info = new ProcessStartInfo("/bin/bash", [Path("bin/docker"), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        info.Environment.Clear();
        info.Environment["PATH"] = "/usr/bin:/bin";
        info.Environment["CLAWFLEET_AGENTS_DIR"] = Path("agents");
        info.Environment["CLAWFLEET_AGENTS_MAX"] = "2";
        info.Environment["CLAWFLEET_AGENT_ENV"] = Path("agent.env");
        info.Environment["ONECLI_API_KEY"] = "of the stand-in";
        return info;
    }
}
