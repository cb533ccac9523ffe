using System.Net.Sockets;
using ClawFleet.Engine.Connections;

namespace ClawFleet.Engine.Errors;

/// <summary>Makes an <see cref="EngineException"/> of whatever went wrong with a call.</summary>
internal static class EngineErrors
{
    /// <summary>Awaits part of a call, turning a failure of transport into ours.</summary>
    public static async Task<T> GuardAsync<T>(string doing, Task<T> part, EngineConnector connector, CancellationToken ct)
    {
        try
        {
            return await part.ConfigureAwait(false);
        }
        catch (Exception e) when (IsTransport(e))
        {
            throw FromTransport(doing, e, connector, ct);
        }
    }

    public static bool IsTransport(Exception error) => error is HttpRequestException or IOException or SocketException or ObjectDisposedException;

    /// <summary>A failure of the connection. Cancellation wins: breaking the connection off is how a read is cancelled.</summary>
    public static Exception FromTransport(string doing, Exception error, EngineConnector connector, CancellationToken ct)
    {
        if (ct.IsCancellationRequested)
            return new OperationCanceledException(ct);
        for (var cause = error; cause is not null; cause = cause.InnerException)
        {
            if (cause is EngineException ours)
                return ours;
        }
        return new EngineException(EngineErrorKind.ConnectionLost, $"Cannot {doing}: the connection to the engine at {connector.Chosen} broke off; is it still running?", error);
    }

    public static EngineException NotUnderstood(string doing, Exception? inner) =>
        new(EngineErrorKind.EngineFault, $"Cannot {doing}: the engine's answer is not understood.", inner);

    /// <summary>An answer that is no success.</summary>
    /// <param name="status">HTTP status; 0 for an error inside a stream.</param>
    /// <param name="message">The engine's words; may be empty.</param>
    public static EngineException FromAnswer(string doing, int status, string message)
    {
        var words = Sentence(message);
        if (status == 404 && ErrorTexts.IsMissingCall(words))
            return new EngineException(EngineErrorKind.Unsupported, $"Cannot {doing}: this engine has no such call; a newer version may have it.") { StatusCode = status };
        var kind = ErrorTexts.Classify(words) ?? OfStatus(status);
        if (kind == EngineErrorKind.PortInUse)
        {
            var port = ErrorTexts.Port(words);
            var what = port is null ? "a host port it publishes" : $"host port {port}";
            return new EngineException(kind, $"Cannot {doing}: {what} is already in use; free it or publish another.") { StatusCode = StatusOrNull(status), Port = port };
        }
        if (kind == EngineErrorKind.NoSpace)
            return new EngineException(kind, $"Cannot {doing}: no space is left on the engine's disk ({words}).") { StatusCode = StatusOrNull(status) };
        return new EngineException(kind, words.Length > 0 ? $"Cannot {doing}: {words}." : $"Cannot {doing}: the engine answered with status {status} and no reason.") { StatusCode = StatusOrNull(status) };
    }

    /// <summary>One line without a full stop at its end.</summary>
    public static string Sentence(string message) =>
        string.Join(' ', message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).TrimEnd('.', ' ', ';');

    private static int? StatusOrNull(int status) => status == 0 ? null : status;

    private static EngineErrorKind OfStatus(int status) => status switch
    {
        404 => EngineErrorKind.NotFound,
        409 or 304 => EngineErrorKind.Conflict,
        401 or 403 => EngineErrorKind.PermissionDenied,
        405 or 501 => EngineErrorKind.Unsupported,
        507 => EngineErrorKind.NoSpace,
        >= 400 and < 500 => EngineErrorKind.BadRequest,
        _ => EngineErrorKind.EngineFault,
    };
}
