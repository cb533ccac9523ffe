namespace ClawFleet.Hosting.Execution;

/// <summary>An operation cannot succeed; the message is a sentence for the user, free of secrets once masked.</summary>
internal sealed class OperationFailedException(string message, MemberState state = MemberState.FailedToStart) : Exception(message)
{
    public MemberState State { get; } = state;

    public IReadOnlyList<string> LastLines { get; init; } = [];
}
