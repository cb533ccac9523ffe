using System.Runtime.CompilerServices;

namespace ClawFleet.Model.Tests.Support;

/// <summary>Golden files in <c>testdata</c>. <c>CLAWFLEET_UPDATE_GOLDEN=1 dotnet test</c> writes them anew; review the difference before it is committed.</summary>
internal static class Golden
{
    public static string Folder { get; } = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(Here())!, "..", "testdata");

    public static string Root { get; } = System.IO.Path.GetFullPath(System.IO.Path.Combine(Folder, "..", "..", ".."));

    public static bool Updates => Environment.GetEnvironmentVariable("CLAWFLEET_UPDATE_GOLDEN") == "1";

    public static string Path(string relative) => System.IO.Path.GetFullPath(System.IO.Path.Combine(Folder, relative));

    public static string Read(string relative) => File.ReadAllText(Path(relative));

    public static IEnumerable<string> Cases(string folder, string extension)
        => Directory.EnumerateFiles(Path(folder), "*" + extension).Select(f => System.IO.Path.GetFileName(f)[..^extension.Length]).Order(StringComparer.Ordinal);

    public static void Compare(string path, string actual)
    {
        if (Updates)
        {
            File.WriteAllText(path, actual);
            return;
        }

        Assert.True(File.Exists(path), $"{path} is not there: run the tests with CLAWFLEET_UPDATE_GOLDEN=1");
        Assert.Equal(File.ReadAllText(path).ReplaceLineEndings("\n"), actual);
    }

    private static string Here([CallerFilePath] string path = "") => path;
}
