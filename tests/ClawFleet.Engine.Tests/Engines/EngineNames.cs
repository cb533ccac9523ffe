namespace ClawFleet.Engine.Tests.Engines;

/// <summary>The rows of every test that runs over each engine.</summary>
public static class EngineNames
{
    public static TheoryData<string> All { get; } = [EnginesFixture.Docker, EnginesFixture.Podman];
}
