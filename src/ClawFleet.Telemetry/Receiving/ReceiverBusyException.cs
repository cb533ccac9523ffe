namespace ClawFleet.Telemetry.Receiving;

/// <summary>Requests in flight hold all the memory that they may.</summary>
internal sealed class ReceiverBusyException() : Exception("the receiver has as many requests in hand as it may; try again");
