using ClawFleet.Engine;
using NSubstitute;

namespace ClawFleet.Dashboard.Tests;

internal static class EngineCalls
{
    /// <summary>Names of what the engine was asked for.</summary>
    public static IEnumerable<string> Calls(this IContainerEngine engine) => engine.ReceivedCalls().Select(call => call.GetMethodInfo().Name);
}
