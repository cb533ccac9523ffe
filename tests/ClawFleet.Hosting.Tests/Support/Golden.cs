using System.Runtime.CompilerServices;

namespace ClawFleet.Hosting.Tests.Support;

/// <summary>Texts to compare with, in <c>testdata</c> beside the test. <c>CLAWFLEET_UPDATE_GOLDEN=1 dotnet test</c> writes them anew; review the difference before it is committed.</summary>
internal static class Golden
{
    public static void Compare(string name, string actual, [CallerFilePath] string test = "")
    {
        var path = Path.Combine(Path.GetDirectoryName(test)!, "testdata", name + ".txt");
        if (Environment.GetEnvironmentVariable("CLAWFLEET_UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(path, actual);
            return;
        }

        Assert.True(File.Exists(path), $"{path} is not there: run the tests with CLAWFLEET_UPDATE_GOLDEN=1");
        Assert.Equal(File.ReadAllText(path).ReplaceLineEndings("\n"), actual);
    }
}
