using System.Globalization;
using System.Runtime.InteropServices;
using ClawFleet.Cli.Files;
using ClawFleet.Cli.Terminal;
using ClawFleet.Engine;
using ClawFleet.Hosting;
using ClawFleet.Publishing.Aspire;
using ClawFleet.Publishing.Kubernetes;
using ClawFleet.Publishing.Output;

namespace ClawFleet.Cli.Presentation;

/// <summary>An exception that reached the top, as a line for the user and an exit code. Never a stack trace.</summary>
internal static class ErrorReport
{
    public static int Write(CliConsole console, Exception exception, string command)
    {
        switch (exception)
        {
            case FleetFileNotFoundException:
            case SecretUnavailableException:
            case PlanRefusedException:
                return Say(console, exception.Message, ExitCodes.InvalidFile);
            case EngineException { Kind: EngineErrorKind.Unreachable or EngineErrorKind.PermissionDenied or EngineErrorKind.ConnectionLost }:
                return Say(console, exception.Message, ExitCodes.NoEngine);
            case UnknownMemberException:
                return Say(console, exception.Message, ExitCodes.Usage);
            case CommandRefusedException refused:
                return Say(console, refused.Message, refused.ExitCode);
            case EngineException { LastLines: { Count: > 0 } lines }:
                foreach (var line in lines)
                {
                    console.Error.WriteLine(console.ErrorPaint.Dim($"  {line}"));
                }

                return Say(console, exception.Message, ExitCodes.Failed);
            case InvalidDataException:
                return Say(console, exception.Message, ExitCodes.InvalidFile); // a runtime.yaml
            case EngineException or FleetConflictException or AspireRefusedException or OutputRefusedException or IOException or UnauthorizedAccessException:
                return Say(console, exception.Message, ExitCodes.Failed);
            case OperationCanceledException:
                return Say(console, $"{command} was interrupted; what was done stays, and the same command again goes on from there", ExitCodes.Failed);
            default:
                var word = $"{exception.GetType().Name}: {FirstLine(exception.Message)}";
                var details = Keep(exception, command);
                return Say(console, details is null ? $"{word}\nThis is a bug." : $"{word}\nThis is a bug; details are in {details}", ExitCodes.Failed);
        }
    }

    private static int Say(CliConsole console, string message, int exitCode)
    {
        console.Error.WriteLine($"{console.ErrorPaint.Red("clawden:")} {message}");
        return exitCode;
    }

    private static string FirstLine(string text) => text.AsSpan().IndexOfAny('\r', '\n') is var end and >= 0 ? text[..end] : text;

    /// <summary>Writes the whole story for a report. Arguments stay out: they may hold a token.</summary>
    /// <returns>The file, or null when there is no place for one.</returns>
    private static string? Keep(Exception exception, string command)
    {
        try
        {
            var folder = Directory.CreateDirectory(Path.Combine(FleetHostOptions.Discover().StateRoot, ".crashes")).FullName;
            var file = Path.Combine(folder, $"{DateTime.UtcNow.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}-{Environment.ProcessId}.txt");
            var access = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                access.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using var writer = new StreamWriter(file, access);
            writer.WriteLine($"clawden {Commands.VersionCommand.Version} {command}");
            writer.WriteLine($"{RuntimeInformation.FrameworkDescription} on {RuntimeInformation.OSDescription} ({RuntimeInformation.RuntimeIdentifier})");
            writer.WriteLine(exception.ToString());
            return file;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            return null;
        }
    }
}
