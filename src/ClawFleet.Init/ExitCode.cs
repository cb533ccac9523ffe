namespace ClawFleet.Init;

/// <summary>Exit codes, after sysexits.h. A supervised runtime's own code is passed on.</summary>
internal static class ExitCode
{
    public const int Ok = 0;
    public const int Failed = 1;
    public const int Usage = 64;

    /// <summary>The program to start is not there, or its port is taken.</summary>
    public const int Unavailable = 69;

    public const int CannotCreate = 73;
    public const int NoPermission = 77;

    /// <summary>Bad configuration. Final: a restart cannot help.</summary>
    public const int Configuration = 78;
}
