using System.Diagnostics;
using System.Net.Http.Headers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace ClawFleet.Simulator.Tests.Processes;

/// <summary>One run of clawsim as a process, with nothing of this process's environment.</summary>
internal sealed partial class SimulatorProcess : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly StringBuilder _said = new();
    private readonly TaskCompletionSource<Uri> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private HttpClient? _http;

    private SimulatorProcess(ProcessStartInfo start)
    {
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, e) => Hear(e.Data);
        _process.ErrorDataReceived += (_, e) => Hear(e.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Everything on stdout and stderr so far.</summary>
    public string Said
    {
        get { lock (_said) return _said.ToString(); }
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>Client whose base address is the simulated program's; known once it listens.</summary>
    public HttpClient Http => _http ?? throw new InvalidOperationException("wait for ListeningAsync first");

    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "clawsim");

    public static SimulatorProcess Start(string workingDirectory, string[] arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(Program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = workingDirectory };
        var root = Environment.GetEnvironmentVariable("DOTNET_ROOT") ?? Path.GetDirectoryName(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "") ?? "";
        start.Environment.Clear();
        start.Environment["PATH"] = "/usr/bin:/bin";
        start.Environment["HOME"] = workingDirectory;
        if (root.Length > 0) start.Environment["DOTNET_ROOT"] = root;
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        return new SimulatorProcess(start);
    }

    /// <summary>Waits until it has said where it listens.</summary>
    public async Task<HttpClient> ListeningAsync(string? bearer = null)
    {
        var exited = _process.WaitForExitAsync();
        if (await Task.WhenAny(_listening.Task, exited).WaitAsync(Deadline) == exited && !_listening.Task.IsCompleted)
            throw new InvalidOperationException($"clawsim ended with {_process.ExitCode} before it listened:\n{Said}");
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = false, MaxConnectionsPerServer = 256 }) { BaseAddress = await _listening.Task, Timeout = Deadline };
        if (bearer is not null) _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        return _http;
    }

    public async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Deadline);
        return _process.ExitCode;
    }

    /// <summary>Waits until it has refused to start: with that exit code, for that reason, in a sentence and not by a crash.</summary>
    public async Task RefusesAsync(int code, string reason, string what)
    {
        Assert.Equal(code, await ExitAsync());
        Assert.True(Said.Contains(reason, StringComparison.Ordinal), $"{what}: said\n{Said}");
        Assert.DoesNotContain("   at ", Said, StringComparison.Ordinal);
    }

    /// <summary>Waits until it has said <paramref name="text"/>.</summary>
    public async Task SaidAsync(string text)
    {
        var until = DateTimeOffset.UtcNow + Deadline;
        while (!Said.Contains(text, StringComparison.Ordinal))
        {
            if (DateTimeOffset.UtcNow > until) throw new TimeoutException($"clawsim never said '{text}':\n{Said}");
            await Task.Delay(20);
        }
    }

    public void Signal(PosixSignal signal) => Assert.Equal(0, Kill(_process.Id, signal == PosixSignal.SIGINT ? 2 : 15));

    public async ValueTask DisposeAsync()
    {
        _http?.Dispose();
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private void Hear(string? line)
    {
        if (line is null) return;
        lock (_said) if (_said.Length < 1_000_000) _said.AppendLine(line);
        if (Listening().Match(line) is { Success: true } match) _listening.TrySetResult(new Uri(match.Groups[1].Value));
    }

    [GeneratedRegex(@"listening on (http://\S+)")]
    private static partial Regex Listening();

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int pid, int signal);
}
