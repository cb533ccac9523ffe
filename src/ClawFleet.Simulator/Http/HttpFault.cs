namespace ClawFleet.Simulator.Http;

/// <summary>A request that cannot be read; answered with <paramref name="status"/> and the connection closed.</summary>
internal sealed class HttpFault(int status, string message) : Exception(message)
{
    public int Status { get; } = status;
}
