using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using ClawFleet.Cli.Terminal;
using ClawFleet.Hosting;
using ClawFleet.Hosting.Hosts;
using ClawFleet.Model.Plans;

namespace ClawFleet.Cli.Ups;

/// <summary>
/// The fleet's process in the background, as one <c>up</c> deals with it: taken over when it runs, replaced when it is of another build, else started beside the work, so that
/// the page is there while images are built. Whatever is wrong with it is told and keeps no fleet from coming up.
/// </summary>
internal sealed class HostOfRun
{
    /// <summary>Set, to anything, it is <c>--no-host</c>.</summary>
    public const string OptOut = "CLAWDEN_NO_HOST";

    private readonly CliConsole _console;
    private readonly HostProcess _process;
    private readonly HostRecord? _found;
    private readonly Process? _started;
    private readonly string? _fault;

    private HostOfRun(CliConsole console, HostProcess process, HostRecord? found, Process? started, string? fault) =>
        (_console, _process, _found, _started, _fault) = (console, process, found, started, fault);

    /// <param name="wanted">False ends one that runs.</param>
    public static async Task<HostOfRun> BeginAsync(CliConsole console, FleetHostOptions options, FleetPlan plan, bool wanted, CancellationToken ct)
    {
        var process = new HostProcess(options, plan.Fleet);
        if (!wanted)
        {
            await process.StopAsync(ct).ConfigureAwait(false);
            return new HostOfRun(console, process, null, null, null);
        }

        if (HostProgram.Find(options) is not { } program)
        {
            return new HostOfRun(console, process, null, null, "its program is not built ('dotnet build src/ClawFleet.Observer' does); --no-host does without it");
        }

        var arguments = Arguments(plan);
        var found = process.Find();
        if (found is { InBackground: false } || found?.Program == HostProgram.Identity(program, arguments))
        {
            return new HostOfRun(console, process, found, null, null);
        }

        try
        {
            await process.StopAsync(ct).ConfigureAwait(false);
            return new HostOfRun(console, process, null, process.Start([.. HostProgram.Command(program), .. arguments]), null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or Win32Exception)
        {
            return new HostOfRun(console, process, null, null, e.Message.TrimEnd('.'));
        }
    }

    private static List<string> Arguments(FleetPlan plan)
    {
        List<string> arguments = ["host", "--fleet", plan.Fleet];
        if (plan.Dashboard is { } page)
        {
            arguments.AddRange(page.Port is { } port ? ["--port", port.ToString(CultureInfo.InvariantCulture)] : []);
            arguments.AddRange(page.BasePath.Length > 0 ? ["--base-path", page.BasePath] : []);
            arguments.AddRange(page.TrustedProxies.SelectMany(proxy => (string[])["--trusted-proxy", proxy]));
        }

        return arguments;
    }

    /// <summary>Prints the link, once the page can be asked.</summary>
    public async Task ShowAsync(CancellationToken ct)
    {
        var record = _started is null ? _found : await _process.WaitAsync(_started, ct).ConfigureAwait(false);
        if (record is not null)
        {
            _console.Error.WriteLine($"dashboard: {_console.ErrorPaint.Bold(record.LoginLink.AbsoluteUri)}");
        }
        else if (_started is not null || _fault is not null)
        {
            var why = _fault ?? $"it does not answer; 'clawden logs --host' shows what it said";
            _console.Error.WriteLine(_console.ErrorPaint.Yellow($"there is no dashboard, and no restart of what is killed through the engine: {why}"));
        }
    }

    /// <summary>Ends it if this run started it: what it was to keep is not there, or ends with this run.</summary>
    public async Task EndAsync(CancellationToken ct)
    {
        if (_started is null)
        {
            return;
        }

        if (!await _process.StopAsync(ct).ConfigureAwait(false) && !_started.HasExited)
        {
            PosixProcess.Terminate(_started.Id); // Still on its way up.
        }
    }
}
