using System.Net.Sockets;
using System.Text;
using Npgsql;

namespace ClawFleet.Simulator.IronClaw;

/// <summary>
/// Turns of a hosted profile, in a real PostgreSQL. The tables bear upstream's names and columns and are made only where they are
/// missing, so a real IronClaw on the same database later finds them as it would have made them.
/// </summary>
/// <remarks>Source: <c>migrations/V26</c> to <c>V34</c>. No extension is used, there or here.</remarks>
internal sealed class PostgresTurnStore(PostgresSettings settings) : ITurnStore
{
    private const string Schema = """
        CREATE TABLE IF NOT EXISTS root_filesystem_entries (
            path TEXT PRIMARY KEY CHECK (path LIKE '/%'), contents BYTEA NOT NULL DEFAULT ''::bytea,
            created_at TIMESTAMPTZ NOT NULL DEFAULT NOW(), updated_at TIMESTAMPTZ NOT NULL DEFAULT NOW(), is_dir BOOLEAN NOT NULL DEFAULT FALSE,
            content_type TEXT NOT NULL DEFAULT 'application/octet-stream', kind TEXT, indexed JSONB NOT NULL DEFAULT '{}'::jsonb, version BIGINT NOT NULL DEFAULT 0);
        CREATE TABLE IF NOT EXISTS root_filesystem_events (
            id BIGSERIAL PRIMARY KEY, path TEXT NOT NULL CHECK (path LIKE '/%'), payload BYTEA NOT NULL, created_at TIMESTAMPTZ NOT NULL DEFAULT NOW());
        CREATE TABLE IF NOT EXISTS root_filesystem_index_specs (
            prefix TEXT NOT NULL, name TEXT NOT NULL, keys JSONB NOT NULL, kind TEXT NOT NULL, PRIMARY KEY (prefix, name));
        CREATE TABLE IF NOT EXISTS root_filesystem_sequences (
            path TEXT PRIMARY KEY CHECK (path LIKE '/%'), next_seq BIGINT NOT NULL CHECK (next_seq > 0), updated_at TIMESTAMPTZ NOT NULL DEFAULT NOW());
        CREATE TABLE IF NOT EXISTS root_filesystem_ordered_index_rows (
            index_name TEXT NOT NULL, path TEXT NOT NULL REFERENCES root_filesystem_entries(path) ON DELETE CASCADE,
            k0 JSONB, k1 JSONB, k2 JSONB, k3 JSONB, k4 JSONB, k5 JSONB, k6 JSONB, k7 JSONB, PRIMARY KEY (index_name, path));
        """;

    /// <summary>Any number, the same for all who migrate: two at once must take turns.</summary>
    private const long MigrationLock = 0x636c_6177_7369_6d;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly NpgsqlDataSource _source = new NpgsqlSlimDataSourceBuilder(settings.ConnectionString).Build();

    public async Task OpenAsync(CancellationToken ct)
    {
        var deadline = DateTimeOffset.UtcNow + settings.Patience;
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await MigrateAsync(ct).ConfigureAwait(false);
                Talk.Info($"database {settings.Place} is ready");
                return;
            }
            catch (PostgresException e) when (e.SqlState is not ("57P03" or "53300"))
            {
                // The server is there and says no: waiting cannot help. 57P03 is a server still starting, 53300 one that is full.
                throw new StartRefusedException($"database {settings.Place} refused: {e.SqlState} {e.MessageText}");
            }
            catch (Exception e) when (e is NpgsqlException or SocketException or TimeoutException)
            {
                if (DateTimeOffset.UtcNow >= deadline) throw new StartRefusedException($"database {settings.Place} did not answer within {settings.Patience.TotalSeconds} s: {e.Message}");
                if (attempt == 0) Talk.Info($"waiting for database {settings.Place}: {e.Message}");
                await Task.Delay(Pause, ct).ConfigureAwait(false);
            }
        }
    }

    public async Task SaveAsync(ChatTurn turn, CancellationToken ct)
    {
        const string Insert = "INSERT INTO root_filesystem_entries (path, contents, content_type, kind) VALUES ($1, $2, 'application/json', 'clawsim.turn')";
        await AskAsync(async connection =>
        {
            await using var command = new NpgsqlCommand(Insert, connection);
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = PathOf(turn.Id) });
            command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = Encoding.UTF8.GetBytes(turn.ToJson()) });
            return await command.ExecuteNonQueryAsync(ct).ConfigureAwait(false);
        }, ct).ConfigureAwait(false);
    }

    public Task<ChatTurn?> FindAsync(string id, CancellationToken ct) => AskAsync(async connection =>
    {
        await using var command = new NpgsqlCommand("SELECT contents FROM root_filesystem_entries WHERE path = $1", connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = PathOf(id) });
        return await command.ExecuteScalarAsync(ct).ConfigureAwait(false) is byte[] contents ? ChatTurn.FromJson(Encoding.UTF8.GetString(contents)) : null;
    }, ct);

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private async Task MigrateAsync(CancellationToken ct)
    {
        await using var connection = await _source.OpenConnectionAsync(ct).ConfigureAwait(false);
        await using var transaction = await connection.BeginTransactionAsync(ct).ConfigureAwait(false);
        await using (var command = new NpgsqlCommand($"SELECT pg_advisory_xact_lock({MigrationLock})", connection, transaction)) await command.ExecuteNonQueryAsync(ct).ConfigureAwait(false);
        await using (var command = new NpgsqlCommand(Schema, connection, transaction)) await command.ExecuteNonQueryAsync(ct).ConfigureAwait(false);
        await transaction.CommitAsync(ct).ConfigureAwait(false);
    }

    private async Task<T> AskAsync<T>(Func<NpgsqlConnection, Task<T>> ask, CancellationToken ct)
    {
        try
        {
            await using var connection = await _source.OpenConnectionAsync(ct).ConfigureAwait(false);
            return await ask(connection).ConfigureAwait(false);
        }
        catch (Exception e) when (e is NpgsqlException or SocketException or TimeoutException)
        {
            throw new StoreUnavailableException(e);
        }
    }

    private static string PathOf(string id) => $"/clawsim/turns/{id}.json";
}
