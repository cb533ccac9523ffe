using System.Net.Sockets;
using System.Security.Authentication;

namespace ClawFleet.Engine.Connections;

/// <summary>Says what was tried and what to do when no engine accepts a connection.</summary>
internal static class ConnectFailure
{
    public static EngineException From(IReadOnlyList<(EngineAddress Address, Exception Error)> failures)
    {
        var denied = failures.FirstOrDefault(f => IsDenied(f.Error));
        if (denied.Address is not null)
        {
            return new EngineException(EngineErrorKind.PermissionDenied,
                $"The engine's socket {denied.Address.Path} is there, but this user may not use it; join its group (sudo usermod -aG docker $USER, then log in again), "
                + "run a rootless engine, or set DOCKER_HOST to an engine you may use.", denied.Error);
        }

        if (failures is [var only] && only.Address.Origin.Length > 0)
        {
            return new EngineException(EngineErrorKind.Unreachable,
                $"No container engine answers at {only.Address} (named by {only.Address.Origin}): {Describe(only.Error)}; start that engine or change {only.Address.Origin}.", only.Error);
        }

        var stopped = failures.Where(f => f.Error is not FileNotFoundException).ToList();
        var tried = string.Join("; ", failures.Select(f => $"{f.Address} ({Describe(f.Error)})"));
        var remedy = stopped.Count > 0 ? "start it (sudo systemctl start docker)" : "install and start Docker or Podman (sudo apt-get install docker.io), or set DOCKER_HOST";
        return new EngineException(EngineErrorKind.Unreachable, $"No container engine answers; {remedy}. Tried: {tried}.", failures.Count > 0 ? failures[^1].Error : null);
    }

    private static bool IsDenied(Exception error) => error is UnauthorizedAccessException or SocketException { SocketErrorCode: SocketError.AccessDenied };

    private static string Describe(Exception error) => error switch
    {
        FileNotFoundException => "there is no such socket",
        TimeoutException => "no answer within 5 s",
        AuthenticationException => "TLS failed, " + (error.InnerException?.Message ?? error.Message).TrimEnd('.'),
        SocketException { SocketErrorCode: SocketError.ConnectionRefused } => "connection refused",
        SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain } => "the host name is unknown",
        _ => error.Message.TrimEnd('.'),
    };
}
