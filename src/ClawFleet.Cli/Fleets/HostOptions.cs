using ClawFleet.Hosting;

namespace ClawFleet.Cli.Fleets;

/// <summary>Where the host keeps what is its own, for this machine and user.</summary>
internal static class HostOptions
{
    /// <exception cref="CommandRefusedException">The ClawFleet folder cannot be found.</exception>
    public static FleetHostOptions Discover()
    {
        try
        {
            return FleetHostOptions.Discover();
        }
        catch (InvalidOperationException exception)
        {
            throw new CommandRefusedException(ExitCodes.Failed, exception.Message);
        }
    }
}
