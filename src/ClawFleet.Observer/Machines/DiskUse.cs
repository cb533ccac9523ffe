namespace ClawFleet.Observer.Machines;

/// <summary>A mounted file system, in bytes.</summary>
/// <param name="Mount">Where it is mounted.</param>
/// <param name="Free">What this user could still write.</param>
/// <param name="Reserved">Free for root alone.</param>
internal sealed record DiskUse(string Mount, long Used, long Free, long Reserved);
