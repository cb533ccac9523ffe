using System.Reflection;

namespace ClawFleet.Runtimes.Tests;

/// <summary>Places in the repository that the tests read.</summary>
internal static class Repository
{
    public static string Root { get; } = typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepoRoot").Value!;

    public static string TestData => Path.Combine(Root, "tests", "ClawFleet.Runtimes.Tests", "testdata");

    /// <summary>The default configuration that is baked into a runtime's image.</summary>
    public static string BakedDefault(string runtime) =>
        File.ReadAllText(Directory.EnumerateFiles(Path.Combine(Root, "runtimes", runtime), "default.*").Single());
}
