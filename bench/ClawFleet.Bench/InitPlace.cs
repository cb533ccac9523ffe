namespace ClawFleet.Bench;

/// <summary>A member's places as folders of this machine, and a program that ends at once in the runtime's stead: what is left is clawinit's own time.</summary>
internal sealed class InitPlace : IDisposable
{
    private const string Spec = """{"fleet":"bench","member":"m001","runtime":"zeroclaw","port":42617,"apiToken":"secret://M001_API_TOKEN"}""";

    private readonly string _root = Directory.CreateTempSubdirectory("clawbench-init-").FullName;

    public InitPlace(string home, string clawinit)
    {
        foreach (var folder in (string[])["config", "state", "secrets", "workspace", "logs", "bin", "defaults/zeroclaw"]) Directory.CreateDirectory(Path.Combine(_root, folder));
        File.Copy(Path.Combine(home, "runtimes", "zeroclaw", "default.toml"), Path.Combine(_root, "defaults", "zeroclaw", "config.toml"));
        File.WriteAllText(Path.Combine(_root, "secrets", "m001-api-token"), "a-token-that-nobody-needs-to-guess");
        File.Copy(clawinit, Path.Combine(_root, "bin", "clawinit"));
        File.CreateSymbolicLink(Path.Combine(_root, "bin", "zeroclaw"), "/bin/true");
    }

    /// <summary>The command line. As root it goes through <c>setpriv</c> (2 ms), since clawinit runs nothing as root.</summary>
    public async Task<string[]> CommandAsync()
    {
        await Subjects.Commands.RunAsync("/bin/chmod", _root, new Dictionary<string, string>(), "-R", "a+rwX", _root);
        string[] run = [Path.Combine(_root, "bin", "clawinit"), "run"];
        return Environment.UserName == "root" ? ["/usr/bin/setpriv", "--reuid=10000", "--regid=10000", "--clear-groups", .. run] : run;
    }

    public IReadOnlyDictionary<string, string> Variables => new Dictionary<string, string>
    {
        ["PATH"] = $"{_root}/bin:/usr/bin:/bin",
        ["HOME"] = _root,
        ["CLAWFLEET_SPEC"] = Spec,
        ["CLAWFLEET_CONFIG_DIR"] = $"{_root}/config",
        ["CLAWFLEET_STATE_DIR"] = $"{_root}/state",
        ["CLAWFLEET_SECRETS_DIR"] = $"{_root}/secrets",
        ["CLAWFLEET_WORKSPACE_DIR"] = $"{_root}/workspace",
        ["CLAWFLEET_LOGS_DIR"] = $"{_root}/logs",
        ["CLAWFLEET_DEFAULTS_DIR"] = $"{_root}/defaults",
    };

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
