using System.Runtime.CompilerServices;

namespace ClawFleet.Publishing.Tests.Support;

/// <summary>Golden files in <c>testdata</c>. <c>CLAWFLEET_UPDATE_GOLDEN=1 dotnet test</c> writes them anew; review the difference before it is committed.</summary>
internal static class Golden
{
    public static string Folder { get; } = Path.Combine(Path.GetDirectoryName(Here())!, "..", "testdata");

    public static string Root { get; } = Path.GetFullPath(Path.Combine(Folder, "..", "..", ".."));

    public static bool Updates => Environment.GetEnvironmentVariable("CLAWFLEET_UPDATE_GOLDEN") == "1";

    public static void Compare(string relative, string actual)
    {
        var path = Path.GetFullPath(Path.Combine(Folder, relative));
        if (Updates)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, actual);
            return;
        }

        Assert.True(File.Exists(path), $"{path} is not there: run the tests with CLAWFLEET_UPDATE_GOLDEN=1");
        Assert.Equal(File.ReadAllText(path).ReplaceLineEndings("\n"), actual);
    }

    private static string Here([CallerFilePath] string path = "") => path;
}
