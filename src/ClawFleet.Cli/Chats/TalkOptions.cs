namespace ClawFleet.Cli.Chats;

/// <param name="Session">Name of the conversation; null for a new one.</param>
/// <param name="Json">One line of JSON for each answer.</param>
/// <param name="Streams">Print the answer as it comes.</param>
/// <param name="Timeout">Longest wait for one answer.</param>
internal sealed record TalkOptions(string? Session, bool Json, bool Streams, TimeSpan Timeout);
