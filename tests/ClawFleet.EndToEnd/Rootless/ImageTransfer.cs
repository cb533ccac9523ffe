using System.Net.Http.Headers;
using System.Net.Sockets;

namespace ClawFleet.EndToEnd.Rootless;

/// <summary>Images from one engine to another, through their APIs: what <c>docker save | podman load</c> does.</summary>
internal static class ImageTransfer
{
    public static async Task CopyAsync(string fromSocket, string toSocket, IEnumerable<string> references, CancellationToken ct)
    {
        using var from = Client(fromSocket);
        using var to = Client(toSocket);
        var names = string.Join('&', references.Select(r => "names=" + Uri.EscapeDataString(r)));
        await using var tar = await from.GetStreamAsync(new Uri("http://engine/images/get?" + names), ct);
        using var content = new StreamContent(tar);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-tar");
        using var answer = await to.PostAsync(new Uri("http://engine/images/load"), content, ct);
        var text = await answer.Content.ReadAsStringAsync(ct);
        Assert.True(answer.IsSuccessStatusCode && !text.Contains("\"error\"", StringComparison.Ordinal), $"expected the images to be taken; seen: {answer.StatusCode} {text}");
    }

    private static HttpClient Client(string socket) => new(new SocketsHttpHandler
    {
        ConnectCallback = async (_, ct) =>
        {
            var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket), ct);
            return new NetworkStream(connection, ownsSocket: true);
        },
    })
    { Timeout = TimeSpan.FromMinutes(3) };
}
