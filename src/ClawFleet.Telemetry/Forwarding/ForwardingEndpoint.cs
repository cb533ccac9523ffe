namespace ClawFleet.Telemetry;

/// <param name="Url">The whole address, http or https.</param>
/// <param name="Shown">How messages name it.</param>
public sealed record ForwardingEndpoint(Uri Url, string Shown)
{
    public override string ToString() => Shown;
}
