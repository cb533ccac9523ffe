namespace ClawFleet.Cli.Ups;

/// <summary>How an <c>up</c> is to go on once the fleet is up.</summary>
/// <param name="Detached">Return, and leave the fleet running.</param>
/// <param name="NoLogs">Attached: do not print the members' output.</param>
/// <param name="Host">Have a process in the background.</param>
internal sealed record RunChoices(bool Detached, bool NoLogs, bool Host)
{
    /// <summary>Attached: take over what changes in the file.</summary>
    public bool Watch { get; init; }

    /// <summary>Only say what would be done.</summary>
    public bool DryRun { get; init; }

    public static RunChoices Of(bool detached, bool noLogs, bool noHost) => new(detached, noLogs, !noHost && string.IsNullOrEmpty(Environment.GetEnvironmentVariable(HostOfRun.OptOut)));
}
