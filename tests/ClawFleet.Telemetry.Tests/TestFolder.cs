namespace ClawFleet.Telemetry.Tests;

/// <summary>A folder that goes when the test ends.</summary>
internal sealed class TestFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("clawfleet-telemetry-").FullName;

    public string[] Segments => Directory.GetFiles(Path, "*.seg");

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
