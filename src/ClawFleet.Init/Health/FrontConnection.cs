using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using ClawFleet.Runtimes.Native;

namespace ClawFleet.Init.Health;

/// <summary>One client of the front: its request is read, then answered or passed through until both sides are done.</summary>
internal sealed class FrontConnection(Socket client, int upstreamPort, UpstreamHealth health) : IDisposable
{
    private static readonly TimeSpan HeadLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(2);

    public void Dispose() => client.Dispose();

    /// <param name="requested">Called when the request's head is there.</param>
    public async Task ServeAsync(Action requested)
    {
        client.NoDelay = true;
        var buffer = new byte[RequestHead.LimitBytes];
        var (count, end) = await ReadHeadAsync(buffer).ConfigureAwait(false);
        requested();
        if (end < 0)
        {
            if (count > 0)
            {
                await AnswerAsync(count == buffer.Length ? "431 Request Header Fields Too Large" : "408 Request Timeout", "request", "no whole request came", body: true).ConfigureAwait(false);
            }

            return;
        }

        var head = RequestHead.Parse(Encoding.Latin1.GetString(buffer, 0, end));
        if (head is null)
        {
            await AnswerAsync("400 Bad Request", "request", "not an HTTP/1 request", body: true).ConfigureAwait(false);
        }
        else if (head.IsHealth)
        {
            var fault = await health.FaultAsync().ConfigureAwait(false);
            await AnswerAsync(fault is null ? "200 OK" : "503 Service Unavailable", fault is null ? "healthy" : "unhealthy", fault, head.Method == "GET").ConfigureAwait(false);
        }
        else
        {
            await PassAsync(head, buffer.AsMemory(end + 4, count - end - 4)).ConfigureAwait(false);
        }
    }

    /// <summary>Reads up to the blank line; the end is -1 when none came.</summary>
    private async Task<(int Count, int End)> ReadHeadAsync(byte[] buffer)
    {
        using var deadline = new CancellationTokenSource(HeadLimit);
        var count = 0;
        while (count < buffer.Length)
        {
            int read;
            try
            {
                read = await client.ReceiveAsync(buffer.AsMemory(count), deadline.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                break;
            }

            if (read == 0)
            {
                return (0, -1);
            }

            var from = Math.Max(0, count - 3);
            count += read;
            var at = buffer.AsSpan(from, count - from).IndexOf("\r\n\r\n"u8);
            if (at >= 0)
            {
                return (count, from + at);
            }
        }

        return (count, -1);
    }

    private async Task AnswerAsync(string status, string state, string? reason, bool body)
    {
        var json = new JsonObject { ["status"] = state };
        if (reason is not null)
        {
            json["reason"] = reason;
        }

        var text = NativeJson.Write(json, indented: false);
        var answer = $"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(text)}\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n{(body ? text : "")}";
        using var deadline = new CancellationTokenSource(HeadLimit);
        await SendAllAsync(client, Encoding.UTF8.GetBytes(answer), deadline.Token).ConfigureAwait(false);
        client.Shutdown(SocketShutdown.Send);
    }

    private async Task PassAsync(RequestHead head, ReadOnlyMemory<byte> rest)
    {
        using var upstream = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            using var deadline = new CancellationTokenSource(HeadLimit);
            await upstream.ConnectAsync(new IPEndPoint(IPAddress.Loopback, upstreamPort), deadline.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            await AnswerAsync("503 Service Unavailable", "unavailable", "the runtime does not answer yet", body: true).ConfigureAwait(false);
            return;
        }

        await SendAllAsync(upstream, head.ForUpstream(), CancellationToken.None).ConfigureAwait(false);
        await SendAllAsync(upstream, rest, CancellationToken.None).ConfigureAwait(false);
        var toUpstream = PumpAsync(client, upstream);
        var toClient = PumpAsync(upstream, client);

        // The answer's end is the end: a client that goes on sending is given a moment and then left.
        await toClient.ConfigureAwait(false);
        await Task.WhenAny(toUpstream, Task.Delay(Linger)).ConfigureAwait(false);
    }

    /// <summary>Copies one way until its end, which is passed on; a broken side ends both ways.</summary>
    private static async Task PumpAsync(Socket from, Socket to)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            int count;
            while ((count = await from.ReceiveAsync(buffer).ConfigureAwait(false)) > 0)
            {
                await SendAllAsync(to, buffer.AsMemory(0, count), CancellationToken.None).ConfigureAwait(false);
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            from.Dispose();
            to.Dispose();
        }
    }

    private static async Task SendAllAsync(Socket socket, ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        while (bytes.Length > 0)
        {
            bytes = bytes[await socket.SendAsync(bytes, cancellation).ConfigureAwait(false)..];
        }
    }
}
