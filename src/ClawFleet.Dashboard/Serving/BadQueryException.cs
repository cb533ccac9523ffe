namespace ClawFleet.Dashboard.Serving;

/// <summary>A part of the address that cannot be read; the message says which and what is taken.</summary>
internal sealed class BadQueryException(string message) : Exception(message);
