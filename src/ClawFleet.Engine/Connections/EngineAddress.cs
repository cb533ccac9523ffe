using System.Globalization;

namespace ClawFleet.Engine.Connections;

internal enum EngineTransport { Unix, NamedPipe, Tcp }

/// <summary>Where an engine may answer.</summary>
/// <param name="Path">Socket file, pipe name (without <c>\\.\pipe\</c>) or host name.</param>
/// <param name="Port">TCP only.</param>
/// <param name="Tls">Null for a plain connection.</param>
/// <param name="Origin">Why it is looked at, for messages: <c>DOCKER_HOST</c>, <c>context desktop-linux</c>, or empty for the usual places.</param>
internal sealed record EngineAddress(EngineTransport Transport, string Path, int Port = 0, TlsMaterial? Tls = null, string Origin = "")
{
    private const int PlainPort = 2375;
    private const int TlsPort = 2376;

    public static EngineAddress Unix(string path, string origin = "") => new(EngineTransport.Unix, path, Origin: origin);

    public override string ToString() => Transport switch
    {
        EngineTransport.Unix => "unix://" + Path,
        EngineTransport.NamedPipe => "npipe:////./pipe/" + Path,
        _ => $"{(Tls is null ? "tcp" : "https")}://{(Path.Contains(':') ? $"[{Path}]" : Path)}:{Port.ToString(CultureInfo.InvariantCulture)}",
    };

    /// <summary>Reads a <c>DOCKER_HOST</c> value: <c>unix://</c>, <c>npipe://</c>, <c>tcp://</c>, <c>http://</c>, <c>https://</c>.</summary>
    /// <param name="tls">Material to use where the address asks for TLS, or for <c>tcp://</c> when not null.</param>
    /// <exception cref="EngineException">The text is no such address.</exception>
    public static EngineAddress Parse(string text, string origin, TlsMaterial? tls)
    {
        var separator = text.IndexOf("://", StringComparison.Ordinal);
        var scheme = separator < 0 ? "" : text[..separator].ToLowerInvariant();
        var rest = separator < 0 ? "" : text[(separator + 3)..];
        switch (scheme)
        {
            case "unix" when rest.StartsWith('/'):
                return Unix(rest, origin);
            case "npipe" when rest.Length > 0:
                var name = rest.Replace('\\', '/');
                var pipe = name.LastIndexOf("/pipe/", StringComparison.OrdinalIgnoreCase);
                return new(EngineTransport.NamedPipe, pipe < 0 ? name.TrimStart('/') : name[(pipe + "/pipe/".Length)..], Origin: origin);
            case "tcp" or "http" or "https" when Uri.TryCreate("http://" + rest, UriKind.Absolute, out var uri) && uri.Host.Length > 0:
                var material = scheme switch { "http" => null, "https" => tls ?? TlsMaterial.System, _ => tls };
                var hasPort = rest.TrimEnd('/').EndsWith(":" + uri.Port.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
                return new(EngineTransport.Tcp, uri.IdnHost.Trim('[', ']'), hasPort ? uri.Port : material is null ? PlainPort : TlsPort, material, origin);
            case "ssh":
                throw new EngineException(EngineErrorKind.Unsupported,
                    $"{origin} is {text}, and engines over ssh are not supported; forward the socket (ssh -L /tmp/engine.sock:/var/run/docker.sock HOST) and set DOCKER_HOST=unix:///tmp/engine.sock.");
            default:
                throw new EngineException(EngineErrorKind.Unreachable,
                    $"{origin} is \"{text}\", which is no engine address; use unix:///path/to.sock, tcp://host:port, https://host:port or npipe:////./pipe/name.");
        }
    }
}
