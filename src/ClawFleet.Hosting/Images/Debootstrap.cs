using System.Diagnostics;
using ClawFleet.Engine;

namespace ClawFleet.Hosting.Images;

/// <summary>
/// Makes a minimal Debian with the program debootstrap and gives it to the engine. The folder it is made in is gone afterwards, whatever happens.
/// An ordinary user does it in a user namespace with the subordinate ids that rootless containers need as well.
/// </summary>
internal sealed class Debootstrap
{
    private const int KeptLines = 30;

    private static readonly string[] OwnNamespace = ["unshare", "--map-root-user", "--map-auto"];

    // No device can be made there: the machine's own are mounted in their place, in a mount namespace that is gone with debootstrap. The
    // variable `container` is how debootstrap is told not to try (its function detect_container).
    private const string InNamespace = """
        set -e
        mkdir -p "$2/dev"
        mount -t tmpfs -o mode=755 dev "$2/dev"
        for device in null zero full random urandom tty; do
          touch "$2/dev/$device"
          mount --bind "/dev/$device" "$2/dev/$device"
        done
        mkdir "$2/dev/pts" "$2/dev/shm"
        touch "$2/dev/console"
        ln -s pts/ptmx "$2/dev/ptmx"
        container=lxc exec "$0" --variant=minbase "$1" "$2"
        """;

    private static readonly string[] Folders = ["/usr/sbin", "/usr/bin", "/sbin", "/usr/local/sbin"];

    private readonly string _program;
    private readonly bool _isRoot;

    private Debootstrap(string program, bool isRoot) => (_program, _isRoot) = (program, isRoot);

    /// <summary>Null where it cannot run: not Linux, not installed, or neither root nor a user with subordinate ids.</summary>
    public static async Task<Debootstrap?> FindAsync()
    {
        if (!OperatingSystem.IsLinux() || Folders.Select(f => Path.Combine(f, "debootstrap")).FirstOrDefault(File.Exists) is not { } program)
        {
            return null;
        }

        var isRoot = Environment.IsPrivilegedProcess;
        return isRoot || await MayMapAsync().ConfigureAwait(false) ? new Debootstrap(program, isRoot) : null;
    }

    private static async Task<bool> MayMapAsync()
    {
        try
        {
            return await RunQuietlyAsync([.. OwnNamespace, "true"]).ConfigureAwait(false) == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false; // No such program.
        }
    }

    /// <exception cref="EngineException"><see cref="EngineErrorKind.BuildFailed"/> with the program's last lines.</exception>
    public async Task ImportAsync(IContainerEngine engine, string suite, string reference, ImageProgress progress, CancellationToken ct)
    {
        var folder = Directory.CreateTempSubdirectory("clawfleet-debian-").FullName;
        try
        {
            await MakeAsync(suite, folder, reference, progress, ct).ConfigureAwait(false);
            progress.Say($"{reference}: giving it to the engine");
            await GiveAsync(engine, folder, reference, ct).ConfigureAwait(false);
        }
        finally
        {
            await CleanAsync(folder).ConfigureAwait(false);
        }
    }

    private async Task MakeAsync(string suite, string folder, string reference, ImageProgress progress, CancellationToken ct)
    {
        using var process = _isRoot
            ? Start([_program, "--variant=minbase", suite, folder])
            : Start([.. OwnNamespace, "--mount", "--pid", "--fork", "--kill-child", "--propagation", "private", "sh", "-c", InNamespace, _program, suite, folder]);
        var last = new Queue<string>();
        void Take(string? line)
        {
            if (line is null)
            {
                return;
            }

            lock (last)
            {
                last.Enqueue(line);
                if (last.Count > KeptLines)
                {
                    last.Dequeue();
                }
            }

            // The stages, not each of some hundred packages.
            if (line.StartsWith("I: ", StringComparison.Ordinal) && line.EndsWith("...", StringComparison.Ordinal) && line.Count(c => c == ' ') > 3)
            {
                progress.Say($"{reference}: {line[3..]}");
            }
        }

        process.OutputDataReceived += (_, e) => Take(e.Data);
        process.ErrorDataReceived += (_, e) => Take(e.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await EndAsync(process, ct).ConfigureAwait(false);
        if (process.ExitCode != 0)
        {
            throw new EngineException(EngineErrorKind.BuildFailed, $"Cannot make {reference}: debootstrap ended with exit code {process.ExitCode}. {BuildAdvice.For(last)}") { LastLines = [.. last] };
        }
    }

    private async Task GiveAsync(IContainerEngine engine, string folder, string reference, CancellationToken ct)
    {
        using var tar = Start(
            [.. Prefix, "tar", "-C", folder, "--one-file-system", "--numeric-owner", "--exclude=./var/cache/apt/archives/*.deb", "--exclude=./var/lib/apt/lists/*_*", "-c", "."]);
        var complaints = tar.StandardError.ReadToEndAsync(ct);
        try
        {
            await engine.ImportImageAsync(tar.StandardOutput.BaseStream, reference, ct).ConfigureAwait(false);
        }
        finally
        {
            if (!tar.HasExited && ct.IsCancellationRequested)
            {
                tar.Kill(entireProcessTree: true);
            }
        }

        await EndAsync(tar, ct).ConfigureAwait(false);
        if (tar.ExitCode != 0)
        {
            // A cut-off tree is no base to build on.
            await engine.RemoveImageAsync(reference, force: true, ct).ConfigureAwait(false);
            throw new EngineException(EngineErrorKind.BuildFailed, $"Cannot make {reference}: tar ended with exit code {tar.ExitCode}.") { LastLines = (await complaints.ConfigureAwait(false)).Split('\n') };
        }
    }

    /// <summary>What lets this user touch the tree: its files belong to ids that only a namespace of theirs has.</summary>
    private string[] Prefix => _isRoot ? [] : OwnNamespace;

    private static Process Start(IReadOnlyList<string> command)
        => Process.Start(new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;

    private static async Task EndAsync(Process process, CancellationToken ct)
    {
        try
        {
            await process.WaitForExitAsync(ct).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    /// <summary>A debootstrap that was killed leaves /proc and /sys mounted in its tree: never delete through a mount.</summary>
    private async Task CleanAsync(string folder)
    {
        foreach (var mounted in new[] { "proc", "sys" })
        {
            var path = Path.Combine(folder, mounted);
            if (File.ReadLines("/proc/mounts").Any(l => l.Split(' ')[1].StartsWith(path, StringComparison.Ordinal)))
            {
                await RunQuietlyAsync(["umount", "-R", "-l", path]).ConfigureAwait(false);
            }
        }

        await RunQuietlyAsync([.. Prefix, "rm", "-rf", "--one-file-system", folder]).ConfigureAwait(false);
    }

    private static async Task<int> RunQuietlyAsync(IReadOnlyList<string> command)
    {
        using var process = Start(command);
        await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync(), process.WaitForExitAsync()).ConfigureAwait(false);
        return process.ExitCode;
    }
}
