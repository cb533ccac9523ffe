using System.Globalization;
using System.Text.Json.Nodes;

namespace ClawFleet.Simulator;

/// <summary>Turns of conversations, kept in a file of the simulator's own name, so that the real program on the same volume later finds none of its own damaged.</summary>
internal sealed class TurnLog
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _turns = new(StringComparer.Ordinal);
    private readonly string _file;

    /// <exception cref="StartRefusedException">The directory cannot be written.</exception>
    public TurnLog(string directory)
    {
        _file = Path.Combine(directory, "clawsim-turns.jsonl");
        try
        {
            Directory.CreateDirectory(directory);
            File.AppendAllText(_file, "");
            foreach (var line in File.ReadLines(_file))
            {
                if (JsonNode.Parse(line)?["session"]?.GetValue<string>() is { } session) Count(session);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartRefusedException($"cannot write below {directory}: {e.Message}");
        }
    }

    /// <summary>Keeps one turn.</summary>
    /// <returns>Its number in the session, from 1.</returns>
    public int Record(string session, string message)
    {
        lock (_lock)
        {
            var line = new JsonObject { ["session"] = session, ["message"] = message, ["at"] = DateTimeOffset.UtcNow.ToString("O", CultureInfo.InvariantCulture) };
            File.AppendAllText(_file, line.ToJsonString() + "\n");
            return Count(session);
        }
    }

    private int Count(string session) => _turns[session] = _turns.GetValueOrDefault(session) + 1;
}
