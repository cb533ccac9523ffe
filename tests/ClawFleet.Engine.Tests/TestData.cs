namespace ClawFleet.Engine.Tests;

/// <summary>Files of <c>testdata/</c>: answers recorded from Docker 20.10 and Podman 4.3.</summary>
internal static class TestData
{
    public static string Path(string name) => System.IO.Path.Combine(AppContext.BaseDirectory, "testdata", name);

    public static string Read(string name) => File.ReadAllText(Path(name));
}
