using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace ClawFleet.Init.Tests.Support;

/// <summary>A container's places as folders of this machine, and clawinit run in them by a user who is not root.</summary>
internal sealed class Sandbox : IDisposable
{
    private const UnixFileMode Everybody = (UnixFileMode)0b111_111_111;

    private readonly PublishedInit _init;
    private readonly List<Process> _started = [];

    public Sandbox(PublishedInit init, string runtime)
    {
        _init = init;
        Folder = Directory.CreateTempSubdirectory("clawinit-box-").FullName;
        File.SetUnixFileMode(Folder, Everybody);
        foreach (var place in new[] { "config", "state", "secrets", "workspace", "logs", "bin", "defaults", $"defaults/{runtime}" })
        {
            Directory.CreateDirectory(Path.Combine(Folder, place));
            File.SetUnixFileMode(Path.Combine(Folder, place), Everybody);
        }

        var baked = Directory.EnumerateFiles(Path.Combine(PublishedInit.Root, "runtimes", runtime), "default.*").Single();
        File.Copy(baked, Path.Combine(Folder, "defaults", runtime, Path.GetFileName(baked)));
        Environment["CLAWFLEET_RUNTIME"] = runtime;
        Environment["PATH"] = $"{Path.Combine(Folder, "bin")}:/usr/bin:/bin";
        foreach (var place in new[] { "config", "state", "secrets", "workspace", "logs", "defaults" })
        {
            Environment[$"CLAWFLEET_{place.ToUpperInvariant()}_DIR"] = Path.Combine(Folder, place);
        }
    }

    public string Folder { get; }

    /// <summary>The container's variables; nothing of this process's own is passed on.</summary>
    public Dictionary<string, string> Environment { get; } = new(StringComparer.Ordinal);

    public static bool AsRoot => System.Environment.UserName == "root" || System.Environment.IsPrivilegedProcess;

    public string At(string path) => Path.Combine(Folder, path);

    public string Read(string path) => File.ReadAllText(At(path));

    public Sandbox Secret(string name, string value)
    {
        File.WriteAllText(At($"secrets/{name}"), value);
        return this;
    }

    public Sandbox With(string name, string value)
    {
        Environment[name] = value;
        return this;
    }

    /// <summary>A shell script in the place of the upstream program.</summary>
    public Sandbox Program(string name, string script)
    {
        var path = At($"bin/{name}");
        File.WriteAllText(path, $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode(path, (UnixFileMode)0b111_101_101);
        return this;
    }

    public static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    public async Task<Finished> RunAsync(params string[] arguments)
    {
        var process = Start(false, arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await process.WaitForExitAsync(deadline.Token);
        return new Finished(process.ExitCode, await output, await error, process.Id);
    }

    public async Task<Finished> RunAsRootAsync(params string[] arguments)
    {
        var process = Start(true, arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new Finished(process.ExitCode, await output, await error, process.Id);
    }

    /// <summary>Starts without waiting; ended with the sandbox.</summary>
    public Process Start(bool asRoot, params string[] arguments)
    {
        // A container's first process ignores no signal, this one does. Both env and setpriv exec: the process id stays clawinit's.
        string[] user = AsRoot && !asRoot ? ["setpriv", "--reuid", "10000", "--regid", "10000", "--clear-groups"] : [];
        var start = new ProcessStartInfo("env") { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" };
        foreach (var argument in (string[])["--default-signal=PIPE", .. user, _init.Program, .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment.Clear();
        foreach (var (name, value) in Environment)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        _started.Add(process);
        return process;
    }

    public void Dispose()
    {
        foreach (var process in _started)
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }

            process.Dispose();
        }

        Directory.Delete(Folder, recursive: true);
    }
}
