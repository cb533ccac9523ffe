namespace ClawFleet.Chat;

/// <summary>One message to a member.</summary>
/// <param name="Text">What is said; not empty.</param>
public sealed record ChatRequest(string Text)
{
    /// <summary>Name of the conversation, 1 to 64 letters, digits, <c>.</c>, <c>_</c> and <c>-</c>; null for one of its own.</summary>
    public string? Session { get; init; }

    /// <summary>What the last reply of this conversation gave as <see cref="ChatReply.Continuation"/>; null at its beginning.</summary>
    public string? Continuation { get; init; }

    /// <summary>Told of the answer's text as it comes, where upstream streams; null to wait for the whole.</summary>
    public Action<string>? Heard { get; init; }
}

/// <summary>What a member answered.</summary>
/// <param name="Text">The answer; never empty.</param>
/// <param name="Continuation">To be given with the next message of the conversation, where the protocol keeps conversations by the last answer's id; else null.</param>
public sealed record ChatReply(string Text, string? Continuation = null);
