namespace ClawFleet.Cli;

/// <summary>What the command's exit code says; docs/cli.md lists them.</summary>
internal static class ExitCodes
{
    public const int Ok = 0;
    public const int Failed = 1;
    public const int Usage = 2;
    public const int InvalidFile = 3;
    public const int NoEngine = 4;
    public const int SomeMembersFailed = 5;
}
