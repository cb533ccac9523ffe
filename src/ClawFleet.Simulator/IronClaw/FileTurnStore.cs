using System.Collections.Concurrent;

namespace ClawFleet.Simulator.IronClaw;

/// <summary>
/// Turns of a local profile, in a file of the simulator's own name: upstream's <c>reborn-local-dev.db</c> is never touched, so a real
/// IronClaw on the same volume later finds nothing damaged.
/// </summary>
internal sealed class FileTurnStore(string storageRoot) : ITurnStore
{
    private readonly ConcurrentDictionary<string, ChatTurn> _turns = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private readonly string _path = Path.Combine(storageRoot, "clawsim-turns.jsonl");

    public Task OpenAsync(CancellationToken ct)
    {
        try
        {
            if (!File.Exists(_path)) File.WriteAllText(_path, "");
            foreach (var line in File.ReadLines(_path))
            {
                if (ChatTurn.FromJson(line) is { } turn) _turns[turn.Id] = turn;
            }
            return Task.CompletedTask;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartRefusedException($"cannot write {_path}: {e.Message}");
        }
    }

    public Task SaveAsync(ChatTurn turn, CancellationToken ct)
    {
        lock (_lock) File.AppendAllText(_path, turn.ToJson() + "\n");
        _turns[turn.Id] = turn;
        return Task.CompletedTask;
    }

    public Task<ChatTurn?> FindAsync(string id, CancellationToken ct) => Task.FromResult(_turns.GetValueOrDefault(id));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
