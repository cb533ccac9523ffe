using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

namespace ClawFleet.Engine.Registries;

/// <summary>
/// A program <c>docker-credential-NAME</c>: <c>get</c> reads the registry from standard input and writes <c>{"Username", "Secret"}</c> (docker/docker-credential-helpers).
/// </summary>
internal static class CredentialHelper
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <returns>Null where it knows nothing of that registry.</returns>
    /// <exception cref="EngineException">It cannot be run, fails, or does not end within 30 s. What it printed may hold a secret and is not told.</exception>
    public static async Task<(string User, string Secret)?> AskAsync(string name, string host, CancellationToken ct)
    {
        var program = "docker-credential-" + name;
        using var process = Start(program);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Limit);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            await WriteAsync(process, host).ConfigureAwait(false);
            await process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
            var said = await output.ConfigureAwait(false);
            var complaint = await errors.ConfigureAwait(false);
            if (process.ExitCode != 0)
                return IsUnknown(said) || IsUnknown(complaint) ? null : throw Failure(program, $"ended with exit code {process.ExitCode}");
            using var json = JsonDocument.Parse(said);
            return (json.RootElement.GetProperty("Username").GetString() ?? "", json.RootElement.GetProperty("Secret").GetString() ?? "");
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            ct.ThrowIfCancellationRequested();
            throw Failure(program, $"did not end within {Limit.TotalSeconds:0} s");
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw Failure(program, "answered what is not understood");
        }
    }

    private static async Task WriteAsync(Process process, string host)
    {
        try
        {
            await process.StandardInput.WriteAsync(host).ConfigureAwait(false);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading; its exit code says why.
        }
    }

    /// <summary>The helpers' one word for it, on standard output.</summary>
    private static bool IsUnknown(string text) => text.Contains("credentials not found", StringComparison.OrdinalIgnoreCase);

    private static Process Start(string program)
    {
        try
        {
            return Process.Start(new ProcessStartInfo(program, ["get"]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        }
        catch (Win32Exception)
        {
            throw Failure(program, "cannot be run; is it on PATH?");
        }
    }

    private static EngineException Failure(string program, string what) =>
        new(EngineErrorKind.PermissionDenied, $"The docker client's configuration has logins asked of {program}, and that {what}.");
}
