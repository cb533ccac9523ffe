using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;

namespace ClawFleet.Chat.Http;

/// <summary>The server-sent events of an answer, however they are cut on the wire.</summary>
internal static class EventStream
{
    public static bool Is(HttpResponseMessage answer) => answer.Content.Headers.ContentType?.MediaType == "text/event-stream";

    /// <summary>Ends when the body does; a connection that is cut is a fault.</summary>
    /// <exception cref="ChatException">The connection broke.</exception>
    public static async IAsyncEnumerable<SseItem<string>> ReadAsync(HttpResponseMessage answer, [EnumeratorCancellation] CancellationToken ct)
    {
        var body = await answer.Content.ReadAsStreamAsync(ct).ConfigureAwait(false);
        await using (body.ConfigureAwait(false))
        {
            var events = SseParser.Create(body).EnumerateAsync(ct).GetAsyncEnumerator(ct);
            await using (events.ConfigureAwait(false))
            {
                while (await NextAsync(events).ConfigureAwait(false))
                {
                    yield return events.Current;
                }
            }
        }
    }

    private static async ValueTask<bool> NextAsync(IAsyncEnumerator<SseItem<string>> events)
    {
        try
        {
            return await events.MoveNextAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw Faults.Cut(e);
        }
    }
}
