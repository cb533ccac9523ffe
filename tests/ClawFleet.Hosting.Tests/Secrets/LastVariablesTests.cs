using ClawFleet.Hosting.Tests.Support;
using ClawFleet.Model.Environments;

namespace ClawFleet.Hosting.Tests.Secrets;

/// <summary>What an <c>up</c> leaves of its environment for the process in the background.</summary>
public sealed class LastVariablesTests : IDisposable
{
    private readonly FakeFleet _fleet = new();

    private string File => Path.Combine(_fleet.Options.SecretsRoot, "crew", "variables.json");

    public void Dispose() => _fleet.Dispose();

    [Fact]
    public void Only_what_was_asked_for_is_left_and_for_this_user_alone()
    {
        Leave(["TOKEN"], new() { ["TOKEN"] = "a-token", ["OTHER"] = "not asked for" });
        Assert.DoesNotContain("not asked for", System.IO.File.ReadAllText(File), StringComparison.Ordinal);
        Assert.Equal("a-token", LastVariables.Read(_fleet.Options, "crew").Environment["TOKEN"]);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File));
        }
    }

    [Fact]
    public void One_that_is_not_set_any_more_is_not_taken_from_this_process()
    {
        Leave(["PATH"], []);
        Assert.False(LastVariables.Read(_fleet.Options, "crew").Environment.ContainsKey("PATH"));
    }

    [Fact]
    public void A_run_for_one_member_keeps_what_the_others_asked_for()
    {
        Leave(["ONE", "TWO"], new() { ["ONE"] = "1", ["TWO"] = "2" });
        Leave(["TWO"], new() { ["TWO"] = "3" }, "/some/prod.env");
        var left = LastVariables.Read(_fleet.Options, "crew");
        Assert.Equal(("1", "3", "/some/prod.env"), (left.Environment["ONE"], left.Environment["TWO"], left.EnvFile));
    }

    [Fact]
    public void A_file_that_asks_for_nothing_leaves_nothing()
    {
        Leave([], new() { ["TOKEN"] = "a-token" });
        Assert.False(System.IO.File.Exists(File));
    }

    [Fact]
    public void What_stands_in_a_file_is_read_from_there_again()
    {
        var had = VariableSet.From(new Dictionary<string, string>(), "TOKEN=of-the-file\n");
        had.Find("TOKEN");
        LastVariables.Leave(_fleet.Options, "crew", null, had);
        Assert.DoesNotContain("of-the-file", System.IO.File.ReadAllText(File), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("{\"Variables\":null}")]
    public void Where_nothing_was_left_or_nothing_that_can_be_read_it_is_this_process(string? text)
    {
        if (text is not null)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(File)!);
            System.IO.File.WriteAllText(File, text);
        }

        var left = LastVariables.Read(_fleet.Options, "crew");
        Assert.Null(left.EnvFile);
        Assert.Equal(Environment.GetEnvironmentVariable("PATH"), left.Environment["PATH"]);
    }

    private void Leave(string[] asked, Dictionary<string, string> environment, string? envFile = null)
    {
        var had = VariableSet.From(environment);
        foreach (var name in asked)
        {
            had.Find(name);
        }

        LastVariables.Leave(_fleet.Options, "crew", envFile, had);
    }
}
