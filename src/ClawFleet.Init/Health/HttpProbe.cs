using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ClawFleet.Init.Health;

/// <summary>One HTTP GET to a port of this container by raw socket: <c>HttpClient</c> would cost a third of the start time.</summary>
internal static class HttpProbe
{
    private const int LimitBytes = 256 * 1024;

    public static async Task<ProbeAnswer> AskAsync(int port, string path, TimeSpan limit, CancellationToken cancellation = default)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(limit);
        try
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), deadline.Token).ConfigureAwait(false);
            var request = Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept: application/json\r\nConnection: close\r\n\r\n");
            await socket.SendAsync(request, deadline.Token).ConfigureAwait(false);
            return Parse(await ReadAsync(socket, deadline.Token).ConfigureAwait(false));
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused)
        {
            return Failed($"nothing answers on port {port}");
        }
        catch (SocketException e)
        {
            return Failed($"port {port} broke off ({e.SocketErrorCode})");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return Failed(string.Create(CultureInfo.InvariantCulture, $"no answer on port {port} within {limit.TotalSeconds:0.#} s"));
        }
    }

    private static async Task<string> ReadAsync(Socket socket, CancellationToken cancellation)
    {
        var all = new MemoryStream();
        var buffer = new byte[8192];
        while (all.Length < LimitBytes)
        {
            var count = await socket.ReceiveAsync(buffer, cancellation).ConfigureAwait(false);
            if (count == 0)
            {
                break;
            }

            all.Write(buffer, 0, count);
            if (IsWhole(Encoding.Latin1.GetString(all.GetBuffer(), 0, (int)all.Length)))
            {
                break;
            }
        }

        return Encoding.UTF8.GetString(all.GetBuffer(), 0, (int)all.Length);
    }

    // A server may keep the connection although it was asked not to.
    private static bool IsWhole(string text)
    {
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0)
        {
            return false;
        }

        var head = text[..end];
        return Header(head, "Content-Length") is { } length
            ? int.TryParse(length, CultureInfo.InvariantCulture, out var bytes) && text.Length - end - 4 >= bytes
            : IsChunked(head) && text.EndsWith("0\r\n\r\n", StringComparison.Ordinal);
    }

    private static ProbeAnswer Parse(string text)
    {
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var words = text.Split('\n', 2)[0].Split(' ');
        if (end < 0 || words.Length < 2 || !words[0].StartsWith("HTTP/1.", StringComparison.Ordinal) || !int.TryParse(words[1], CultureInfo.InvariantCulture, out var status))
        {
            return Failed("the answer is not HTTP");
        }

        var body = text[(end + 4)..];
        return new ProbeAnswer(status, IsChunked(text[..end]) ? Unchunked(body) : body, null);
    }

    private static string Unchunked(string body)
    {
        var plain = new StringBuilder();
        for (var at = 0; at < body.Length;)
        {
            var line = body.IndexOf("\r\n", at, StringComparison.Ordinal);
            if (line < 0 || !int.TryParse(body.AsSpan(at, line - at).ToString().Split(';')[0].Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var size) || size == 0)
            {
                break;
            }

            var start = line + 2;
            plain.Append(body, start, Math.Min(size, body.Length - start));
            at = Math.Min(start + size, body.Length - 2) + 2;
        }

        return plain.ToString();
    }

    private static bool IsChunked(string head) => Header(head, "Transfer-Encoding")?.Contains("chunked", StringComparison.OrdinalIgnoreCase) == true;

    private static string? Header(string head, string name) => head.Split("\r\n").Skip(1)
        .Where(l => l.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase)).Select(l => l[(name.Length + 1)..].Trim()).FirstOrDefault();

    private static ProbeAnswer Failed(string fault) => new(0, "", fault);
}
