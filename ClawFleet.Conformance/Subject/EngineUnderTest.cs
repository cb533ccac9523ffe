using ClawFleet.Engine;

namespace ClawFleet.Conformance.Subject;

/// <summary>The engine that the fleet is on, found as the command line finds it.</summary>
internal static class EngineUnderTest
{
    public static Task<IContainerEngine> ConnectAsync(CancellationToken ct) => throw new NotImplementedException();
}
