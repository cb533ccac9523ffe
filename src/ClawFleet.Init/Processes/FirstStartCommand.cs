using System.ComponentModel;
using System.Diagnostics;
using ClawFleet.Init.Files;
using ClawFleet.Runtimes;

namespace ClawFleet.Init.Processes;

/// <summary>Runs what a runtime wants done once before its first start, and keeps what it prints.</summary>
internal static class FirstStartCommand
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <exception cref="InitException">It failed: without it the runtime must not start.</exception>
    public static void Run(FirstStart first, RuntimeProgram program, string directory)
    {
        if (PrivateFile.Read(first.ResultFile) is { Length: > 0 })
        {
            return;
        }

        var command = string.Join(' ', first.Argv);
        var start = new ProcessStartInfo(program.Path, first.Argv.Skip(1))
        {
            UseShellExecute = false,
            WorkingDirectory = directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        foreach (var (name, value) in program.Environment)
        {
            start.Environment[name] = value;
        }

        using var process = new Process { StartInfo = start };
        try
        {
            process.Start();
        }
        catch (Win32Exception e)
        {
            throw new InitException(ExitCode.Unavailable, $"{program.Path} does not start (error {e.NativeErrorCode}): rebuild the image");
        }

        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Limit))
        {
            process.Kill(entireProcessTree: true);
            throw new InitException(ExitCode.Unavailable, $"`{command}` did not end within {Limit.TotalSeconds} s: start the member again");
        }

        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            var last = errors.Result.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault() ?? "it says nothing";
            throw new InitException(ExitCode.Unavailable, $"`{command}` failed with {process.ExitCode}, {last}: mend the configuration or the state volume");
        }

        PrivateFile.Write(first.ResultFile, output.Result);
    }
}
