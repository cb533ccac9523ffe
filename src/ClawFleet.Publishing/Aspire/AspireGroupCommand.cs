namespace ClawFleet.Publishing.Aspire;

/// <summary>What can be done to all resources of a group at once.</summary>
public enum AspireGroupCommand
{
    Start,
    Stop,
    Restart,
}
