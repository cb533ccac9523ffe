namespace ClawFleet.Chat;

/// <summary>Why there is no answer.</summary>
public enum ChatFailure
{
    /// <summary>Nothing listens, or the connection broke.</summary>
    Unreachable,

    /// <summary>The token is missing or wrong.</summary>
    Unauthorized,

    /// <summary>The member has no model to ask.</summary>
    NoModel,

    /// <summary>The conversation that was to be gone on with is not there.</summary>
    UnknownConversation,

    /// <summary>Too many messages; a later one will do.</summary>
    RateLimited,

    /// <summary>It does not take messages yet.</summary>
    Starting,

    /// <summary>The message was taken and there was no text in the answer.</summary>
    Empty,

    /// <summary>It took the message for nonsense, or has no such route.</summary>
    Refused,

    /// <summary>The turn failed, most often because the model did.</summary>
    Failed,

    /// <summary>The answer is not of the protocol.</summary>
    Malformed,
}

/// <summary>There is no answer. The message is one clause whose subject is the member: "has no model (…)".</summary>
public sealed class ChatException(ChatFailure failure, string message, Exception? inner = null) : Exception(message, inner)
{
    public ChatFailure Failure { get; } = failure;
}
