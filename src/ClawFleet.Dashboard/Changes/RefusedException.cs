namespace ClawFleet.Dashboard.Changes;

/// <summary>A change that was not begun; the message says why.</summary>
internal sealed class RefusedException(string message) : Exception(message);
