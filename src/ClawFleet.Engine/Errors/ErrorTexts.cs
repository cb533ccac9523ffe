using System.Globalization;
using System.Text.RegularExpressions;

namespace ClawFleet.Engine.Errors;

/// <summary>
/// What an engine's words mean where its status does not say. Docker answers 500 to a taken port and to a full disk, Podman to nearly everything.
/// Each text was seen in the engine named beside it.
/// </summary>
internal static partial class ErrorTexts
{
    private static readonly (string Text, EngineErrorKind Kind)[] Known =
    [
        ("port is already allocated", EngineErrorKind.PortInUse), // Docker, a port of another container
        ("address already in use", EngineErrorKind.PortInUse), // Docker's userland proxy; Podman's conmon, rootlessport and pasta
        ("Ports are not available", EngineErrorKind.PortInUse), // Docker Desktop
        ("Only one usage of each socket address", EngineErrorKind.PortInUse), // Docker Desktop on Windows
        ("no space left on device", EngineErrorKind.NoSpace),
        ("disk quota exceeded", EngineErrorKind.NoSpace),
        ("There is not enough space on the disk", EngineErrorKind.NoSpace), // Windows
        ("Unknown runtime specified", EngineErrorKind.Unsupported), // Docker up to 23
        ("unknown or invalid runtime name", EngineErrorKind.Unsupported), // Docker from 24
        ("requested OCI runtime", EngineErrorKind.Unsupported), // Podman: "... is not available"
        ("client version", EngineErrorKind.Unsupported), // Docker: "client version 1.40 is too old"
        ("that name is already in use", EngineErrorKind.Conflict), // Podman
        ("network already exists", EngineErrorKind.Conflict), // Podman
        ("container state improper", EngineErrorKind.Conflict), // Podman
        ("can only kill running containers", EngineErrorKind.Conflict), // Podman
        ("network is being used", EngineErrorKind.Conflict), // Podman
        ("has active endpoints", EngineErrorKind.Conflict), // Docker answers 403
        ("no such container", EngineErrorKind.NotFound),
        ("no such image", EngineErrorKind.NotFound),
        ("image not known", EngineErrorKind.NotFound), // Podman
        ("bind source path does not exist", EngineErrorKind.BadRequest), // Docker
        ("statfs ", EngineErrorKind.BadRequest), // Podman, the same
    ];

    public static EngineErrorKind? Classify(string message)
    {
        foreach (var (text, kind) in Known)
        {
            if (message.Contains(text, StringComparison.OrdinalIgnoreCase))
                return kind;
        }
        return null;
    }

    /// <summary>The words of a 404 that is about the call and not about what it names.</summary>
    public static bool IsMissingCall(string message) =>
        message.Equals("Not Found", StringComparison.OrdinalIgnoreCase) || message.EndsWith("page not found", StringComparison.OrdinalIgnoreCase);

    /// <summary>The engine could not talk to a registry at all.</summary>
    public static bool IsRegistryOutOfReach(string message) => ContainsAny(message,
        ["dial tcp", "no such host", "i/o timeout", "TLS handshake timeout", "connection refused", "network is unreachable", "Client.Timeout", "request canceled", "x509:", "server misbehaving", "EOF"]);

    public static bool IsPullDenied(string message) => ContainsAny(message,
        ["pull access denied", "repository does not exist", "manifest unknown", "unauthorized", "authentication required", "no basic auth credentials", "not found", "access to the resource is denied"]);

    /// <summary>The registry knows the caller not, or not as one who may write.</summary>
    public static bool IsPushDenied(string message) => ContainsAny(message,
        ["unauthorized", "authentication required", "no basic auth credentials", "denied", "insufficient_scope", "forbidden"]);

    public const string PlainHttp = "the registry speaks plain http: Docker takes that from 127.0.0.0/8 and from its insecure-registries, Podman from registries with insecure = true in registries.conf";

    public static bool IsPlainHttp(string message) => message.Contains("server gave HTTP response to HTTPS client", StringComparison.OrdinalIgnoreCase);

    private static bool ContainsAny(string message, ReadOnlySpan<string> texts)
    {
        foreach (var text in texts)
        {
            if (message.Contains(text, StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }

    /// <summary>The host port that a "port in use" text names.</summary>
    public static int? Port(string message)
    {
        var match = PortPattern().Match(message);
        return match.Success && int.TryParse(match.Groups["port"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and < 65536 ? port : null;
    }

    /// <summary>
    /// <c>Bind for 127.0.0.1:8080 failed</c>, <c>listen tcp4 127.0.0.1:8080:</c>, <c>failed to bind host port for 127.0.0.1:8080:172.17.0.2:80/tcp</c>,
    /// <c>exposing port TCP 127.0.0.1:8080 -></c>, <c>Failed to bind port 8080</c> (pasta); the address may be IPv6 in brackets or missing.
    /// </summary>
    [GeneratedRegex(@"(?:Bind for|listen (?:tcp|udp|sctp)[46]?|host port(?: for)?|exposing port (?:TCP|UDP)|bind(?: to)? port|port) (?:\[[^\]]*\]:|:::|[0-9.]*:)?(?<port>[0-9]{1,5})\b(?!\.)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex PortPattern();
}
