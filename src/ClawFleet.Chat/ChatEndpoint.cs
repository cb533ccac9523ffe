using ClawFleet.Chat.Http;

namespace ClawFleet.Chat;

/// <summary>Where a member answers.</summary>
/// <param name="Address">The member's port, such as <c>http://127.0.0.1:18789</c>.</param>
/// <param name="Path">Path of the chat route, with its leading slash.</param>
/// <param name="Token">Bearer token; null for a member that wants none.</param>
public sealed record ChatEndpoint(Uri Address, string Path, string? Token)
{
    /// <summary>
    /// False when the member was given no model: few runtimes say so plainly when they are asked, so a turn that fails without another cause is then told as that. True when it
    /// was given one: no failure is told as that. Null when it is not known: the runtime's words decide.
    /// </summary>
    public bool? HasModel { get; init; }

    internal Uri Url => new(Address, Path);

    /// <summary>What the member said, as a reply.</summary>
    /// <exception cref="ChatException">It said nothing.</exception>
    internal ChatReply Reply(string text, string? continuation = null) => string.IsNullOrWhiteSpace(text) ? throw Faults.Empty(this) : new ChatReply(text, continuation);
}
