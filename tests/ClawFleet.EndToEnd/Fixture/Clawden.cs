using System.Diagnostics;
using System.Text;

namespace ClawFleet.EndToEnd.Fixture;

/// <summary>The command as a process of its own, in a folder, with an environment.</summary>
public sealed class Clawden : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    private readonly Process _process;
    private readonly string _commandLine;
    private readonly StringBuilder _stdout = new();
    private readonly StringBuilder _stderr = new();
    private readonly Task _reading;

    private Clawden(Process process, string commandLine)
    {
        _process = process;
        _commandLine = commandLine;
        _reading = Task.WhenAll(CollectAsync(process.StandardOutput, _stdout), CollectAsync(process.StandardError, _stderr));
    }

    public int ProcessId => _process.Id;

    public bool HasEnded => _process.HasExited;

    /// <summary>What standard output has held so far.</summary>
    public string StdoutSoFar => Copy(_stdout);

    public string StderrSoFar => Copy(_stderr);

    /// <summary>Runs a command to its end.</summary>
    public static async Task<CliResult> RunAsync(string folder, IReadOnlyDictionary<string, string> variables, params string[] arguments)
    {
        await using var running = Start(folder, variables, arguments);
        return await running.EndsAsync(Limit);
    }

    /// <summary>Starts a command and leaves it running.</summary>
    public static Clawden Start(string folder, IReadOnlyDictionary<string, string> variables, params string[] arguments) => Start(Repository.Clawden, folder, variables, arguments);

    /// <summary>Starts <c>clawden dashboard</c>, a program of its own, and leaves it running.</summary>
    public static Clawden StartDashboard(string folder, IReadOnlyDictionary<string, string> variables, params string[] arguments) => Start(Repository.Dashboard, folder, variables, ["dashboard", .. arguments]);

    /// <summary>Starts another command of that program (<c>telemetry</c>, <c>mcp</c>) and leaves it running.</summary>
    public static Clawden StartObserver(string folder, IReadOnlyDictionary<string, string> variables, params string[] arguments) => Start(Repository.Dashboard, folder, variables, arguments);

    /// <summary>Starts an AppHost, a program of its own, and leaves it running.</summary>
    public static Clawden StartAppHost(string program, string folder, IReadOnlyDictionary<string, string> variables, params string[] arguments) => Start(program, folder, variables, arguments);

    private static Clawden Start(string program, string folder, IReadOnlyDictionary<string, string> variables, string[] arguments)
    {
        Assert.True(File.Exists(program), $"expected the command to be built: {program}");
        var start = new ProcessStartInfo("dotnet") { WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.ArgumentList.Add(program);
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start");
        process.StandardInput.Close();
        return new Clawden(process, Path.GetFileNameWithoutExtension(program) + " " + string.Join(' ', arguments));
    }

    /// <summary>Waits for the end.</summary>
    public async Task<CliResult> EndsAsync(TimeSpan within)
    {
        using var deadline = new CancellationTokenSource(within);
        try
        {
            await _process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"expected `{_commandLine}` to end within {within.TotalSeconds} s; it still runs\n--- stdout\n{StdoutSoFar}\n--- stderr\n{StderrSoFar}");
        }

        await _reading;
        return new CliResult(_commandLine, _process.ExitCode, StdoutSoFar, StderrSoFar);
    }

    /// <summary>Waits until the output so far meets <paramref name="met"/>.</summary>
    public async Task SaysAsync(string what, TimeSpan within, Func<Clawden, bool> met)
    {
        var clock = Stopwatch.StartNew();
        while (!met(this))
        {
            Assert.False(_process.HasExited, $"expected `{_commandLine}` to say {what}; it ended\n--- stdout\n{StdoutSoFar}\n--- stderr\n{StderrSoFar}");
            Assert.True(clock.Elapsed < within, $"expected `{_commandLine}` to say {what} within {within.TotalSeconds} s; seen\n--- stdout\n{StdoutSoFar}\n--- stderr\n{StderrSoFar}");
            await Task.Delay(50);
        }
    }

    /// <summary>Sends a signal by its name: <c>INT</c>, <c>TERM</c>, <c>KILL</c>.</summary>
    public async Task SignalAsync(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        Assert.Equal(0, kill.ExitCode);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static async Task CollectAsync(StreamReader from, StringBuilder into)
    {
        var buffer = new char[4096];
        int read;
        while ((read = await from.ReadAsync(buffer)) > 0)
        {
            lock (into)
            {
                into.Append(buffer, 0, read);
            }
        }
    }

    private static string Copy(StringBuilder text)
    {
        lock (text)
        {
            return text.ToString();
        }
    }
}
