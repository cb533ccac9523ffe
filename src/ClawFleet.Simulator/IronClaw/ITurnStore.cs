namespace ClawFleet.Simulator.IronClaw;

/// <summary>Keeps chat turns across restarts.</summary>
internal interface ITurnStore : IAsyncDisposable
{
    /// <summary>Makes the store ready, waiting for it where it may come later.</summary>
    /// <exception cref="StartRefusedException">It cannot be had.</exception>
    Task OpenAsync(CancellationToken ct);

    /// <exception cref="StoreUnavailableException">The store does not answer now.</exception>
    Task SaveAsync(ChatTurn turn, CancellationToken ct);

    /// <exception cref="StoreUnavailableException">The store does not answer now.</exception>
    Task<ChatTurn?> FindAsync(string id, CancellationToken ct);
}

/// <summary>The store was there and is not now; the request is answered 503.</summary>
internal sealed class StoreUnavailableException(Exception cause) : Exception(cause.Message, cause);
