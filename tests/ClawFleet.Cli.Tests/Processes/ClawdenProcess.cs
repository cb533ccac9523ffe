using System.Diagnostics;

namespace ClawFleet.Cli.Tests.Processes;

/// <summary>The built program, run as a user would.</summary>
internal static class ClawdenProcess
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    // Nothing is to be left in the user's own.
    private static readonly string State = Directory.CreateTempSubdirectory("clawfleet-cli-state-").FullName;

    static ClawdenProcess() => AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(State, recursive: true);

    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "clawden.exe" : "clawden");

    public static Task<Ended> RunAsync(params string[] args) => RunAsync(Program, args, Path.GetTempPath(), []);

    public static async Task<Ended> RunAsync(string program, string[] args, string folder, Dictionary<string, string?> environment)
    {
        var start = new ProcessStartInfo(program, args) { WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["XDG_STATE_HOME"] = State;
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        using var deadline = new CancellationTokenSource(Deadline);
        var output = process.StandardOutput.ReadToEndAsync(deadline.Token);
        var error = process.StandardError.ReadToEndAsync(deadline.Token);
        try
        {
            await process.WaitForExitAsync(deadline.Token);
            return new Ended(process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} {string.Join(' ', args)} did not end within {Deadline.TotalSeconds} s");
        }
    }

    internal sealed record Ended(int ExitCode, string Out, string Error);
}
