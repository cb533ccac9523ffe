namespace ClawFleet.Cli.Fleets;

internal static class FleetNameReader
{
    public static string Read(string path) => throw new NotImplementedException();
}
