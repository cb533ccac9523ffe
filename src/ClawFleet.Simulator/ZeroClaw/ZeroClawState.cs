using System.Globalization;
using System.Text.Json.Nodes;

namespace ClawFleet.Simulator.ZeroClaw;

/// <summary>
/// What ZeroClaw writes below its configuration directory: <c>data/</c>, <c>state/daemon_state.json</c> every 5 s, a workspace for each
/// agent. Conversations are kept in a file of the simulator's own name, so that a real ZeroClaw on the same volume later finds none of its own damaged.
/// </summary>
internal sealed class ZeroClawState
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _turns = new(StringComparer.Ordinal);
    private readonly string _stateFile;
    private readonly string _turnsFile;

    /// <exception cref="StartRefusedException">The directory cannot be written.</exception>
    public ZeroClawState(ZeroClawHome home, IEnumerable<string> workspaces)
    {
        _stateFile = Path.Combine(home.Directory, "state", "daemon_state.json");
        _turnsFile = Path.Combine(home.Directory, "data", "clawsim-turns.jsonl");
        try
        {
            foreach (var directory in (string[])["data", "state", "shared"]) Directory.CreateDirectory(Path.Combine(home.Directory, directory));
            foreach (var workspace in workspaces) Directory.CreateDirectory(workspace);
            if (File.Exists(_turnsFile))
            {
                foreach (var line in File.ReadLines(_turnsFile)) Count(JsonNode.Parse(line)?["session"]?.GetValue<string>());
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartRefusedException($"cannot write below {home.Directory}: {e.Message}");
        }
    }

    /// <summary>Keeps one turn.</summary>
    /// <returns>Its number in the session, from 1; 1 when there is no session.</returns>
    public int Record(string? session, string message)
    {
        if (session is null) return 1;
        lock (_lock)
        {
            var line = new JsonObject { ["session"] = session, ["message"] = message, ["at"] = DateTimeOffset.UtcNow.ToString("O", CultureInfo.InvariantCulture) };
            File.AppendAllText(_turnsFile, line.ToJsonString() + "\n");
            return Count(session);
        }
    }

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

    private int Count(string? session) => session is null ? 0 : _turns[session] = _turns.GetValueOrDefault(session) + 1;
}
