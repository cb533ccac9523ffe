using System.Diagnostics;
using System.Text;

namespace ClawFleet.EndToEnd.Fixture;

/// <summary>The command on a terminal of its own, which <c>script</c> of util-linux makes: what is typed goes through its line discipline, and what is shown comes back with the echo.</summary>
public sealed class TerminalSession : IAsyncDisposable
{
    /// <summary>Ctrl-C and Ctrl-D as a keyboard sends them.</summary>
    public const string CtrlC = "\u0003", CtrlD = "\u0004";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly StringBuilder _shown = new();
    private readonly Task _reading;
    private int _seen;

    private TerminalSession(Process process)
    {
        _process = process;
        _reading = ReadAsync();
    }

    private string Shown
    {
        get
        {
            lock (_shown) return _shown.ToString();
        }
    }

    /// <param name="arguments">None with a space in it.</param>
    public static TerminalSession Start(string folder, IReadOnlyDictionary<string, string> variables, params string[] arguments)
    {
        // `exec`: dash, which script takes where SHELL is not set, would stay in between and die of a Ctrl-C that the command takes.
        var start = new ProcessStartInfo("script", ["-qefc", $"exec dotnet {Repository.Clawden} {string.Join(' ', arguments)}", "/dev/null"])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        return new TerminalSession(Process.Start(start) ?? throw new InvalidOperationException("script did not start"));
    }

    public async Task TypeAsync(string keys)
    {
        await _process.StandardInput.WriteAsync(keys);
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>Waits until <paramref name="text"/> is shown, after all that was waited for before.</summary>
    public async Task ShowsAsync(string text)
    {
        var clock = Stopwatch.StartNew();
        int at;
        while ((at = Shown.IndexOf(text, _seen, StringComparison.Ordinal)) < 0)
        {
            Assert.False(clock.Elapsed > Limit || _reading.IsCompleted, $"expected the terminal to show \"{text}\"; seen\n{Shown}");
            await Task.Delay(20);
        }

        _seen = at + text.Length;
    }

    /// <summary>Waits for the end.</summary>
    /// <returns>The command's exit code.</returns>
    public async Task<int> EndsAsync()
    {
        using var deadline = new CancellationTokenSource(Limit);
        try
        {
            await _process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"expected the command to end; it still runs\n{Shown}");
        }

        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task ReadAsync()
    {
        var buffer = new char[1024];
        int read;
        while ((read = await _process.StandardOutput.ReadAsync(buffer)) > 0)
        {
            lock (_shown) _shown.Append(buffer, 0, read);
        }
    }
}
