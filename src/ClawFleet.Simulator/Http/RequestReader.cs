using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ClawFleet.Simulator.Http;

/// <summary>Reads requests of one connection, one after the other (RFC 9112: keep-alive, Content-Length, chunked).</summary>
internal sealed class RequestReader(Socket socket, IPAddress peer, HttpLimits limits)
{
    private static readonly byte[] Continue = "HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray();

    private byte[] _buffer = new byte[2048];
    private int _start;
    private int _end;

    /// <summary>Whether the request read last wants the connection kept.</summary>
    public bool KeepAlive { get; private set; }

    /// <summary>The next request, or null when the client has closed or stayed idle too long.</summary>
    /// <exception cref="HttpFault">The request is malformed, too large or too slow.</exception>
    public async Task<HttpRequest?> ReadAsync(CancellationToken ct)
    {
        var head = await ReadHeadAsync(ct).ConfigureAwait(false);
        if (head is null) return null;
        var lines = head.Split("\r\n");
        var parts = lines[0].Split(' ');
        if (parts.Length != 3 || parts[1].Length == 0 || !parts[2].StartsWith("HTTP/1.", StringComparison.Ordinal)) throw new HttpFault(400, "malformed request line");

        var headers = ReadHeaders(lines);
        var connection = headers.GetValueOrDefault("Connection") ?? "";
        KeepAlive = parts[2] == "HTTP/1.0"
            ? connection.Contains("keep-alive", StringComparison.OrdinalIgnoreCase)
            : !connection.Contains("close", StringComparison.OrdinalIgnoreCase);

        var body = await ReadBodyAsync(headers, ct).ConfigureAwait(false);
        var (path, query) = SplitTarget(parts[1]);
        return new HttpRequest(parts[0], path, query, headers, body, peer);
    }

    private async Task<string?> ReadHeadAsync(CancellationToken ct)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(ct);
        timeout.CancelAfter(limits.HeadTimeout);
        var searched = 0;
        try
        {
            while (true)
            {
                var at = _buffer.AsSpan(_start, _end - _start)[searched..].IndexOf("\r\n\r\n"u8);
                if (at >= 0)
                {
                    var length = searched + at;
                    var head = Encoding.Latin1.GetString(_buffer, _start, length);
                    _start += length + 4;
                    return head.TrimStart('\r', '\n');
                }
                searched = Math.Max(0, _end - _start - 3);
                if (_end - _start > limits.MaxHeadBytes) throw new HttpFault(431, "header too large");
                if (!await FillAsync(timeout.Token).ConfigureAwait(false)) return null;
            }
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            if (_end > _start) throw new HttpFault(408, "header came too slowly");
            return null;
        }
    }

    private static Dictionary<string, string> ReadHeaders(string[] lines)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in lines.AsSpan(1))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0 || char.IsWhiteSpace(line[colon - 1])) throw new HttpFault(400, "malformed header line");
            var name = line[..colon];
            var value = line[(colon + 1)..].Trim();
            headers[name] = headers.TryGetValue(name, out var earlier) ? $"{earlier}, {value}" : value;
        }
        return headers;
    }

    private async Task<ReadOnlyMemory<byte>> ReadBodyAsync(Dictionary<string, string> headers, CancellationToken ct)
    {
        var chunked = headers.TryGetValue("Transfer-Encoding", out var encoding);
        if (chunked && !string.Equals(encoding, "chunked", StringComparison.OrdinalIgnoreCase)) throw new HttpFault(501, "unknown transfer encoding");
        var length = 0;
        if (!chunked && headers.TryGetValue("Content-Length", out var text))
        {
            if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var announced)) throw new HttpFault(400, "malformed Content-Length");
            if (announced > limits.MaxBodyBytes) throw new HttpFault(413, "body too large");
            length = (int)announced;
        }
        if (!chunked && length == 0) return ReadOnlyMemory<byte>.Empty;

        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(ct);
        timeout.CancelAfter(limits.BodyTimeout);
        try
        {
            if (string.Equals(headers.GetValueOrDefault("Expect"), "100-continue", StringComparison.OrdinalIgnoreCase))
                await socket.SendAsync(Continue, timeout.Token).ConfigureAwait(false);
            return chunked ? await ReadChunksAsync(timeout.Token).ConfigureAwait(false) : await ReadExactlyAsync(length, timeout.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new HttpFault(408, "body came too slowly");
        }
    }

    private async Task<ReadOnlyMemory<byte>> ReadExactlyAsync(int length, CancellationToken ct)
    {
        var body = new byte[length];
        var have = Math.Min(length, _end - _start);
        _buffer.AsSpan(_start, have).CopyTo(body);
        _start += have;
        while (have < length)
        {
            var read = await socket.ReceiveAsync(body.AsMemory(have), ct).ConfigureAwait(false);
            if (read == 0) throw new HttpFault(400, "body shorter than announced");
            have += read;
        }
        return body;
    }

    private async Task<ReadOnlyMemory<byte>> ReadChunksAsync(CancellationToken ct)
    {
        using var body = new MemoryStream();
        while (true)
        {
            var line = await ReadLineAsync(ct).ConfigureAwait(false);
            var semicolon = line.IndexOf(';', StringComparison.Ordinal);
            var digits = (semicolon < 0 ? line : line[..semicolon]).Trim();
            if (!int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var size) || size < 0) throw new HttpFault(400, "malformed chunk size");
            if (size == 0)
            {
                while ((await ReadLineAsync(ct).ConfigureAwait(false)).Length > 0) { } // trailers
                return body.ToArray();
            }
            if (body.Length + size > limits.MaxBodyBytes) throw new HttpFault(413, "body too large");
            body.Write((await ReadExactlyAsync(size, ct).ConfigureAwait(false)).Span);
            if ((await ReadLineAsync(ct).ConfigureAwait(false)).Length > 0) throw new HttpFault(400, "malformed chunk");
        }
    }

    private async Task<string> ReadLineAsync(CancellationToken ct)
    {
        while (true)
        {
            var at = _buffer.AsSpan(_start, _end - _start).IndexOf("\r\n"u8);
            if (at >= 0)
            {
                var line = Encoding.Latin1.GetString(_buffer, _start, at);
                _start += at + 2;
                return line;
            }
            if (_end - _start > limits.MaxHeadBytes) throw new HttpFault(400, "line too long");
            if (!await FillAsync(ct).ConfigureAwait(false)) throw new HttpFault(400, "body cut short");
        }
    }

    private async Task<bool> FillAsync(CancellationToken ct)
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }
        if (_end == _buffer.Length) Array.Resize(ref _buffer, _buffer.Length * 2);
        var read = await socket.ReceiveAsync(_buffer.AsMemory(_end), ct).ConfigureAwait(false);
        _end += read;
        return read > 0;
    }

    private static (string Path, Dictionary<string, string> Query) SplitTarget(string target)
    {
        if (target.StartsWith("http://", StringComparison.OrdinalIgnoreCase) && Uri.TryCreate(target, UriKind.Absolute, out var absolute)) target = absolute.PathAndQuery;
        var mark = target.IndexOf('?', StringComparison.Ordinal);
        var query = new Dictionary<string, string>(StringComparer.Ordinal);
        if (mark >= 0)
        {
            foreach (var pair in target[(mark + 1)..].Split('&', StringSplitOptions.RemoveEmptyEntries))
            {
                var equals = pair.IndexOf('=', StringComparison.Ordinal);
                var name = equals < 0 ? pair : pair[..equals];
                var value = equals < 0 ? "" : pair[(equals + 1)..];
                query.TryAdd(Uri.UnescapeDataString(name), Uri.UnescapeDataString(value.Replace('+', ' ')));
            }
        }
        return (Uri.UnescapeDataString(mark < 0 ? target : target[..mark]), query);
    }
}
