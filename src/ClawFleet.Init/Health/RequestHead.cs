using System.Text;

namespace ClawFleet.Init.Health;

/// <summary>The head of one HTTP/1.x request, as it came.</summary>
internal sealed class RequestHead
{
    /// <summary>Longest head that is read, in bytes.</summary>
    public const int LimitBytes = 32 * 1024;

    private readonly string[] _lines;

    private RequestHead(string[] lines, string method, string target) => (_lines, Method, Target) = (lines, method, target);

    public string Method { get; }

    public string Target { get; }

    public bool IsHealth => Method is "GET" or "HEAD" && (Target == "/health" || Target.StartsWith("/health?", StringComparison.Ordinal));

    /// <summary>WebSocket and the like: the connection stays open both ways after the answer.</summary>
    public bool IsUpgrade => Value("Upgrade") is not null && Value("Connection")?.Contains("upgrade", StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>The head, or null when it is not one. <paramref name="text"/> ends before the blank line.</summary>
    public static RequestHead? Parse(string text)
    {
        var lines = text.Split("\r\n");
        var words = lines[0].Split(' ');
        return words.Length == 3 && words[2].StartsWith("HTTP/1.", StringComparison.Ordinal) && words[0].Length > 0 && words[1].Length > 0
            ? new RequestHead(lines, words[0], words[1])
            : null;
    }

    /// <summary>The bytes for the runtime: untouched, but that a plain request asks to close, so that one connection carries one request and <c>/health</c> is always seen.</summary>
    public byte[] ForUpstream()
    {
        if (IsUpgrade)
        {
            return Encoding.Latin1.GetBytes(string.Join("\r\n", _lines) + "\r\n\r\n");
        }

        var kept = _lines.Where((line, i) => i == 0 || !(Is(line, "Connection") || Is(line, "Keep-Alive") || Is(line, "Proxy-Connection")));
        return Encoding.Latin1.GetBytes(string.Join("\r\n", kept) + "\r\nConnection: close\r\n\r\n");
    }

    private string? Value(string name) => _lines.Skip(1).Where(l => Is(l, name)).Select(l => l[(name.Length + 1)..].Trim()).FirstOrDefault();

    private static bool Is(string line, string name) => line.Length > name.Length && line[name.Length] == ':' && line.StartsWith(name, StringComparison.OrdinalIgnoreCase);
}
