using ClawFleet.Cli.Fleets;
using ClawFleet.Cli.Terminal;
using ClawFleet.Engine;
using ClawFleet.Model.Plans;
using ClawFleet.Runtimes;
using ClawFleet.Runtimes.Environments;

namespace ClawFleet.Cli.Exec;

/// <summary>Runs a program in a member's container with this process's streams.</summary>
internal sealed class MemberExec(CliConsole console, FleetConnection connection)
{
    private static readonly string State = ContainerPaths.Default.State;

    /// <returns>The program's exit code.</returns>
    public async Task<int> RunAsync(string member, string[] command, bool tty, bool input, string? user)
    {
        var container = await FindAsync(member).ConfigureAwait(false);
        var spec = new ExecSpec(command)
        {
            Tty = tty,
            AttachStdin = input,
            User = user,
            Environment = await VariablesAsync(container, tty, user).ConfigureAwait(false),
        };

        await using var session = await connection.Engine.ExecAttachedAsync(container, spec, CancellationToken.None).ConfigureAwait(false);
        using var raw = tty && !Console.IsInputRedirected ? RawTerminal.Enter() : null;
        using var resizing = tty ? WindowSize.Follow((columns, rows) => session.ResizeAsync(columns, rows, CancellationToken.None)) : null;
        if (input)
        {
            // Ends with this process: a read of a terminal cannot be cancelled.
            _ = CopyInputAsync(session);
        }

        await CopyOutputAsync(session).ConfigureAwait(false);
        return await session.GetExitCodeAsync(CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>As the runtime's own programs see it: home, caches and installed tools below the state. Another user gets none of it, and leaves nothing of its own there.</summary>
    private async Task<Dictionary<string, string>> VariablesAsync(string container, bool tty, string? user)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        if (user is null && await connection.Engine.InspectContainerAsync(container, CancellationToken.None).ConfigureAwait(false) is { } details && details.Labels.GetValueOrDefault(FleetLabels.Role) != "sidecar")
        {
            var path = details.Environment.FirstOrDefault(v => v.StartsWith("PATH=", StringComparison.Ordinal))?["PATH=".Length..];
            foreach (var (name, value) in StateEnvironment.Variables(State, path).Where(v => v.Key == "PATH" || !details.Environment.Any(e => e.StartsWith(v.Key + "=", StringComparison.Ordinal) && v.Key != "HOME")))
            {
                variables[name] = value;
            }
        }

        if (tty && Environment.GetEnvironmentVariable("TERM") is { Length: > 0 } term)
        {
            variables["TERM"] = term;
        }

        return variables;
    }

    private async Task<string> FindAsync(string member)
    {
        var containers = await connection.ReadContainersAsync(CancellationToken.None).ConfigureAwait(false);
        var found = containers.GetValueOrDefault(member) ?? throw connection.Missing(member, containers.Keys);
        return found.State == ContainerState.Running
            ? found.Id
            : throw new CommandRefusedException(ExitCodes.Failed, $"{member} is not running ({found.StatusText}); 'clawden up' starts it");
    }

    private async Task CopyOutputAsync(ExecSession session)
    {
        console.Out.Flush();
        using var output = StandardStream.Open(1);
        using var error = StandardStream.Open(2);
        await foreach (var (stream, data) in session.Output.ConfigureAwait(false))
        {
            (stream == OutputStream.Stderr ? error : output).Write(data.Span);
        }
    }

    private static async Task CopyInputAsync(ExecSession session)
    {
        // Not through Console: that would take hold of the terminal's settings.
        await using var input = Console.OpenStandardInput();
        var buffer = new byte[4096];
        try
        {
            while (await input.ReadAsync(buffer).ConfigureAwait(false) is var count and > 0)
            {
                await session.WriteInputAsync(buffer.AsMemory(0, count), CancellationToken.None).ConfigureAwait(false);
            }

            await session.CloseInputAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is IOException or EngineException or ObjectDisposedException)
        {
            // The program ended first.
        }
    }
}
