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
        foreach (var project in (string[])["Cli", "Hosting", "Engine", "Model", "Runtimes", "Init", "Simulator"])
        {
            _folder.Write($"home/src/ClawFleet.{project}/Source.cs", "");
        }

        foreach (var file in (string[])["Directory.Build.props", "Directory.Packages.props", "eng/ContainerPrograms.targets"])
        {
            _folder.Write($"home/{file}", "");
        }

        Directory.CreateDirectory(Path.Combine(Home, "artifacts", "container"));
        Script("home/clawden", File.ReadAllText(Path.Combine(Repository(), "clawden")));
        _folder.Write("home/eng/engine.sh", File.ReadAllText(Path.Combine(Repository(), "eng", "engine.sh")));
        Script("home/eng/test", "#!/bin/sh\necho \"eng/test: $*\"\n");
        PublishGives("echo \"program: $* (home $CLAWFLEET_HOME)\"");
    }

    public string Home => Path.Combine(_folder.Path, "home");
    public string Launcher => Path.Combine(Home, "clawden");
    public int Builds => File.Exists(BuildLog) ? File.ReadAllLines(BuildLog).Length : 0;

    private string BuildLog => Path.Combine(_folder.Path, "builds");

    /// <summary>What the next build's program does.</summary>
    public void PublishGives(string body, string before = "") => Script("tools/dotnet",
        $"""
        #!/bin/sh
        if [ "$1" = --list-sdks ]; then echo "10.0.401 [/sdk]"; exit; fi
        echo build >>"{BuildLog}"
        {before}
        while [ "$1" != -o ]; do shift; done
        printf '#!/bin/sh\n%s\n' '{body}' >"$2/clawden"
        chmod +x "$2/clawden"

        """);

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
