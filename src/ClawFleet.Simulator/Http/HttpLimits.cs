namespace ClawFleet.Simulator.Http;

/// <summary>What a client may ask of the server.</summary>
/// <param name="MaxBodyBytes">Largest body; a larger one is answered 413.</param>
/// <param name="HeadTimeout">From the first byte of a request to the end of its header; also how long an idle connection is kept.</param>
/// <param name="BodyTimeout">From the end of the header to the end of the body; then 408.</param>
/// <param name="MaxHeadBytes">Largest request line and header together; a larger one is answered 431.</param>
internal sealed record HttpLimits(int MaxBodyBytes, TimeSpan HeadTimeout, TimeSpan BodyTimeout, int MaxHeadBytes = 32 * 1024)
{
    public static HttpLimits Default { get; } = new(1024 * 1024, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(30));
}
