using System.Text.Json.Nodes;

namespace ClawFleet.Simulator.ZeroClaw;

/// <summary>
/// What ZeroClaw writes below its configuration directory: <c>data/</c>, <c>state/daemon_state.json</c> every 5 s, a workspace for each
/// agent. Conversations are in a <see cref="TurnLog"/>.
/// </summary>
internal sealed class ZeroClawState
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly string _stateFile;
    private readonly TurnLog _turns;

    /// <exception cref="StartRefusedException">The directory cannot be written.</exception>
    public ZeroClawState(ZeroClawHome home, IEnumerable<string> workspaces)
    {
        _stateFile = Path.Combine(home.Directory, "state", "daemon_state.json");
        try
        {
            foreach (var directory in (string[])["data", "state", "shared"]) Directory.CreateDirectory(Path.Combine(home.Directory, directory));
            foreach (var workspace in workspaces) Directory.CreateDirectory(workspace);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartRefusedException($"cannot write below {home.Directory}: {e.Message}");
        }
        _turns = new TurnLog(Path.Combine(home.Directory, "data"));
    }

    /// <summary>Keeps one turn.</summary>
    /// <returns>Its number in the session, from 1; 1 when there is no session.</returns>
    public int Record(string? session, string message) => session is null ? 1 : _turns.Record(session, message);

    /// <summary>Writes the state file now and every 5 s until <paramref name="stop"/>.</summary>
    public async Task RunAsync(Func<JsonObject> snapshot, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Interval);
        do
        {
            try
            {
                var next = _stateFile + ".tmp";
                await File.WriteAllTextAsync(next, snapshot().ToJsonString(), stop).ConfigureAwait(false);
                File.Move(next, _stateFile, overwrite: true);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Talk.Warn($"cannot write {_stateFile}: {e.Message}");
            }
        }
        while (await timer.WaitForNextTickAsync(stop).ConfigureAwait(false));
    }
}
