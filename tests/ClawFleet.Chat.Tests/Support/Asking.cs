namespace ClawFleet.Chat.Tests.Support;

/// <summary>One turn with a member.</summary>
internal static class Asking
{
    public static async Task<ChatReply> AskAsync(string protocol, ChatEndpoint endpoint, ChatRequest? request = null)
    {
        using var client = ChatClients.Open(protocol, endpoint);
        return await client.AskAsync(request ?? new ChatRequest("hello"), TestContext.Current.CancellationToken);
    }

    public static async Task<ChatException> FailsAsync(string protocol, ChatEndpoint endpoint, ChatRequest? request = null)
        => await Assert.ThrowsAsync<ChatException>(() => AskAsync(protocol, endpoint, request));
}
