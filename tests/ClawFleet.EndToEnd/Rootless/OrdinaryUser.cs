using System.Diagnostics;
using System.Globalization;
using System.Runtime.Versioning;
using ClawFleet.EndToEnd.Fixture;

namespace ClawFleet.EndToEnd.Rootless;

/// <summary>
/// A user account made for one test, with what rootless Podman needs and no more: no sudo, no group of an engine. Gone at the end with its files and every
/// process it started.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal sealed class OrdinaryUser : IAsyncDisposable
{
    private const string Tunnel = "/dev/net/tun";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);
    private static readonly string[] Packages = ["podman", "uidmap", "slirp4netns", "fuse-overlayfs", "runc", "netavark", "aardvark-dns", "passwd"];

    private readonly UnixFileMode _tunnelMode;

    private OrdinaryUser(string name, UnixFileMode tunnelMode) => (Name, _tunnelMode) = (name, tunnelMode);

    public string Name { get; }

    public string Home => "/home/" + Name;

    /// <summary>Stands for the folder that a login makes.</summary>
    public string RuntimeFolder => Path.Combine(Home, "run");

    public string PodmanSocket => Path.Combine(RuntimeFolder, "podman", "podman.sock");

    public string Uid { get; private set; } = "";

    /// <summary>Added to the environment of every command; nothing else of the tests' own is.</summary>
    public Dictionary<string, string> Variables { get; } = new(StringComparer.Ordinal);

    /// <summary>Skips the test where no such user can be made.</summary>
    public static async Task<OrdinaryUser> MakeAsync()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "only root can make the ordinary user that this test runs as");
        await InstallAsync();
        Assert.SkipUnless(File.Exists(Tunnel), $"{Tunnel} is not there: slirp4netns needs it");
        var mode = File.GetUnixFileMode(Tunnel);
        File.SetUnixFileMode(Tunnel, mode | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite);
        var user = new OrdinaryUser("e2e-podman-" + Guid.NewGuid().ToString("N")[..6], mode);
        try
        {
            (await RootAsync("useradd", "--create-home", "--home-dir", user.Home, "--shell", "/bin/sh", user.Name)).Exits(0);
            user.Uid = (await RootAsync("id", "-u", user.Name)).Exits(0).Stdout.Trim();
            Assert.True(int.Parse(user.Uid, CultureInfo.InvariantCulture) > 0);
            await user.WriteAsync(".config/containers/storage.conf", "[storage]\ndriver = \"overlay\"\n");
            // Where control groups are of both versions crun refuses to work; runc does not.
            await user.WriteAsync(".config/containers/containers.conf", File.Exists("/usr/sbin/runc") ? "[engine]\nruntime = \"runc\"\n" : "");
            Directory.CreateDirectory(user.RuntimeFolder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            await user.OwnAsync();
            return user;
        }
        catch
        {
            await user.DisposeAsync();
            throw;
        }
    }

    /// <summary>Writes a file below the user's home, as root; <see cref="OwnAsync"/> hands all of it over.</summary>
    public async Task WriteAsync(string path, string text)
    {
        var file = Path.Combine(Home, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.WriteAllTextAsync(file, text);
    }

    public async Task OwnAsync() => (await RootAsync("chown", "-R", $"{Name}:{Name}", Home)).Exits(0);

    /// <summary>Runs a program as the user, with the user's own small environment.</summary>
    public Task<CliResult> RunAsync(string folder, params string[] command)
    {
        string[] environment =
        [
            $"HOME={Home}", $"USER={Name}", $"LOGNAME={Name}", $"XDG_RUNTIME_DIR={RuntimeFolder}", "PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin",
            "DOTNET_CLI_TELEMETRY_OPTOUT=1", "DOTNET_NOLOGO=1", .. Variables.Select(v => $"{v.Key}={v.Value}"),
        ];
        return RunInAsync(folder, ["setpriv", "--reuid", Name, "--regid", Name, "--init-groups", "env", "-i", .. environment, .. command]);
    }

    public static Task<CliResult> RootAsync(params string[] command) => RunInAsync("/", command);

    public async ValueTask DisposeAsync()
    {
        if (Uid.Length > 0)
        {
            // All processes that this user may signal are this user's: the service, its helpers, and containers that a failed test left.
            await RunAsync("/", "sh", "-c", "kill -9 -1");
        }

        // Forced: a process of the user that is dead and not yet buried would keep the account.
        await RootAsync("userdel", "--force", "--remove", Name);
        await RootAsync("rm", "-rf", "--one-file-system", Home);
        File.SetUnixFileMode(Tunnel, _tunnelMode);
    }

    private static async Task InstallAsync()
    {
        string[] programs = ["/usr/bin/podman", "/usr/bin/newuidmap", "/usr/bin/slirp4netns", "/usr/sbin/useradd", "/usr/bin/setpriv"];
        if (programs.All(File.Exists))
        {
            return;
        }

        Assert.SkipUnless(File.Exists("/usr/bin/apt-get"), "Podman for ordinary users is not installed, and there is no apt-get to install it with");
        await RootAsync("apt-get", "update");
        var install = await RootAsync(["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "-y", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=120", .. Packages]);
        Assert.SkipUnless(install.ExitCode == 0, $"Podman for ordinary users cannot be installed: {install.Stderr}");
    }

    private static async Task<CliResult> RunInAsync(string folder, string[] command)
    {
        using var process = Process.Start(new ProcessStartInfo(command[0], command.Skip(1))
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        process.StandardInput.Close();
        using var deadline = new CancellationTokenSource(Limit);
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(deadline.Token), process.StandardError.ReadToEndAsync(deadline.Token));
        try
        {
            await process.WaitForExitAsync(deadline.Token);
            return new CliResult(string.Join(' ', command.SkipWhile(c => c != "-i").DefaultIfEmpty(command[0])), process.ExitCode, await output, await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"`{string.Join(' ', command)}` did not end within {Limit.TotalMinutes} minutes");
        }
    }
}
