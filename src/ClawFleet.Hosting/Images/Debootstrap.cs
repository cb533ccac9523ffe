using System.Diagnostics;
using ClawFleet.Engine;

namespace ClawFleet.Hosting.Images;

/// <summary>Makes a minimal Debian with the program debootstrap and gives it to the engine. The folder it is made in is gone afterwards, whatever happens.</summary>
internal sealed class Debootstrap
{
    private const int KeptLines = 30;

    private static readonly string[] Folders = ["/usr/sbin", "/usr/bin", "/sbin", "/usr/local/sbin"];

    private readonly string _program;

    private Debootstrap(string program) => _program = program;

    /// <summary>Null where it cannot run: not Linux, not root, or not installed.</summary>
    public static Debootstrap? Find()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
        {
            return null;
        }

        var program = Folders.Select(f => Path.Combine(f, "debootstrap")).FirstOrDefault(File.Exists);
        return program is null ? null : new Debootstrap(program);
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
        using var process = Start(_program, "--variant=minbase", suite, folder);
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

    private static async Task GiveAsync(IContainerEngine engine, string folder, string reference, CancellationToken ct)
    {
        using var tar = Start("tar", "-C", folder, "--one-file-system", "--numeric-owner", "--exclude=./var/cache/apt/archives/*.deb", "--exclude=./var/lib/apt/lists/*_*", "-c", ".");
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

    private static Process Start(string program, params string[] arguments)
        => Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;

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
    private static async Task CleanAsync(string folder)
    {
        foreach (var mounted in new[] { "proc", "sys" })
        {
            var path = Path.Combine(folder, mounted);
            if (File.ReadLines("/proc/mounts").Any(l => l.Split(' ')[1].StartsWith(path, StringComparison.Ordinal)))
            {
                await RunQuietlyAsync("umount", "-R", "-l", path).ConfigureAwait(false);
            }
        }

        await RunQuietlyAsync("rm", "-rf", "--one-file-system", folder).ConfigureAwait(false);
    }

    private static async Task RunQuietlyAsync(string program, params string[] arguments)
    {
        using var process = Start(program, arguments);
        await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync(), process.WaitForExitAsync()).ConfigureAwait(false);
    }
}
