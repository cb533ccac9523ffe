namespace ClawFleet.Chat;

/// <summary>Talks to one member, in its own protocol.</summary>
public interface IChatClient : IDisposable
{
    /// <summary>Sends one message and waits for the whole answer. A turn with tools takes minutes: it ends only by the answer, a fault, or <paramref name="ct"/>.</summary>
    /// <exception cref="ChatException">There is no answer; the message is one clause about the member.</exception>
    Task<ChatReply> AskAsync(ChatRequest request, CancellationToken ct);
}
