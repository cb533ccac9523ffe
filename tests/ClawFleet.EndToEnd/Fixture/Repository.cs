namespace ClawFleet.EndToEnd.Fixture;

/// <summary>Where the checkout and what was built from it are.</summary>
internal static class Repository
{
    /// <summary><c>Debug</c> or <c>Release</c>, as these tests were built.</summary>
    public static string Configuration { get; } = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)).Parent!.Name;

    /// <summary>The checkout's root.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The command as it was built beside these tests: <c>src/ClawFleet.Cli/bin/Debug/net10.0/clawden.dll</c>.</summary>
    public static string Clawden { get; } = Path.Combine(Root, "src", "ClawFleet.Cli", "bin", Configuration, "net10.0", "clawden.dll");

    /// <summary><c>clawden dashboard</c>, built beside these tests.</summary>
    public static string Dashboard { get; } = Path.Combine(Root, "src", "ClawFleet.Observer", "bin", Configuration, "net10.0", "clawden-observer.dll");

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "ClawFleet.sln"))) return folder.FullName;
        }

        throw new InvalidOperationException("the end-to-end tests run inside the checkout");
    }
}
