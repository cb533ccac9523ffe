using System.Runtime.CompilerServices;
using ClawFleet.Cli.Tests.Processes;

namespace ClawFleet.Cli.Tests.Launcher;

/// <summary>A copy of the launcher in a folder of its own, with a <c>dotnet</c> that "publishes" a shell script and counts how often.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
internal sealed class LauncherHome : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _tools;

    public LauncherHome()
    {
        _tools = Directory.CreateDirectory(Path.Combine(_folder.Path, "tools")).FullName;
        foreach (var project in (string[])["Cli", "Chat", "Hosting", "Engine", "Model", "Publishing", "Runtimes", "Init", "Simulator", "Observer", "Dashboard", "Telemetry"])
        {
            _folder.Write($"home/src/ClawFleet.{project}/Source.cs", "");
        }

        foreach (var file in (string[])["ClawFleet.ServiceDefaults/Source.cs", "Directory.Build.props", "Directory.Packages.props", "eng/ContainerPrograms.targets"])
        {
            _folder.Write($"home/{file}", "");
        }

        Directory.CreateDirectory(Path.Combine(Home, "artifacts", "container"));
        Script("home/clawden", File.ReadAllText(Path.Combine(Repository(), "clawden")));
        foreach (var script in (string[])["engine.sh", "podman.sh"])
        {
            _folder.Write($"home/eng/{script}", File.ReadAllText(Path.Combine(Repository(), "eng", script)));
        }

        Script("home/eng/test", "#!/bin/sh\necho \"eng/test: $*\"\n");
        PublishGives("echo \"program: $* (home $CLAWFLEET_HOME)\"");
    }

    public string Home => Path.Combine(_folder.Path, "home");
    public string Launcher => Path.Combine(Home, "clawden");
    public int Builds => File.Exists(BuildLog) ? File.ReadAllLines(BuildLog).Length : 0;

    private string BuildLog => Path.Combine(_folder.Path, "builds");

    /// <summary>What the next build's program does. The one that needs ASP.NET Core is not made into a script: it says how <c>dotnet</c> was called for it.</summary>
    public void PublishGives(string body, string before = "") => Script("tools/dotnet",
        $"""
        #!/bin/sh
        if [ "$1" = --list-sdks ]; then echo "10.0.401 [/sdk]"; exit; fi
        if [ "$1" = exec ]; then program=$(basename "$2"); shift 2; echo "$program: $*"; exit; fi
        verb=$1
        while [ "$1" != -o ]; do shift; done
        if [ "$verb" = build ]; then mkdir "$2"; exit; fi
        echo build >>"{BuildLog}"
        {before}
        printf '#!/bin/sh\n%s\n' '{body}' >"$2/clawden"
        chmod +x "$2/clawden"

        """);

    /// <summary>A program that comes first on the path.</summary>
    public void Stub(string name, string body) => Script($"tools/{name}", $"#!/bin/sh\n{body}\n");

    /// <summary>
    /// Runs the launcher as the user "someone" (id 1000, no sudo) on a machine without an engine, whose <c>/etc/subuid</c> and <c>/etc/subgid</c> say
    /// <paramref name="ranges"/>. Whatever it starts ends with it.
    /// </summary>
    public Task<ClawdenProcess.Ended> RunAsSomeoneAsync(string ranges, string commands)
    {
        Stub("id", "case $1 in -u) echo 1000 ;; *) echo someone ;; esac");
        Stub("sudo", "exit 1");
        var file = _folder.Write("ranges", ranges);
        var prepare = $"""
            set -e
            mount -t tmpfs none /run
            mkdir /run/someone
            mount --bind {file} /etc/subuid
            mount --bind {file} /etc/subgid
            mount -t tmpfs none /dev/net
            touch /dev/net/tun
            export PATH={_tools}:$PATH XDG_RUNTIME_DIR=/run/someone
            set +e
            {commands}
            """;
        return ClawdenProcess.RunAsync("/usr/bin/unshare", ["--user", "--map-root-user", "--mount", "--pid", "--fork", "--kill-child", "sh", "-c", prepare], Path.GetTempPath(), new() { ["DOCKER_HOST"] = null });
    }

    public void Change(string file) => File.SetLastWriteTimeUtc(Path.Combine(Home, file), DateTime.UtcNow.AddSeconds(5));

    public string Link(string name)
    {
        var link = Path.Combine(_folder.Path, name);
        File.CreateSymbolicLink(link, Launcher);
        return link;
    }

    public Task<ClawdenProcess.Ended> RunAsync(params string[] args) => RunThroughAsync(Launcher, args);

    public Task<ClawdenProcess.Ended> RunThroughAsync(string launcher, params string[] args) => ClawdenProcess.RunAsync(
        launcher, args, Path.GetTempPath(), new() { ["PATH"] = $"{_tools}:{Environment.GetEnvironmentVariable("PATH")}", ["CLAWFLEET_HOME"] = null, ["DOCKER_HOST"] = "tcp://127.0.0.1:1" });

    public void Dispose() => _folder.Dispose();

    private void Script(string name, string text) =>
        File.SetUnixFileMode(_folder.Write(name, text.ReplaceLineEndings("\n")), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

    private static string Repository([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", ".."));
}
