using ClawFleet.Hosting.Images;

namespace ClawFleet.Hosting.Tests.Images;

/// <summary>A tag says what is in the image: equal content gives equal names, other content another name.</summary>
public sealed class ImageNaming
{
    [Fact]
    public void Equal_files_in_two_places_give_equal_names()
    {
        using var here = new TempHome();
        using var there = new TempHome();
        Assert.Equal(NamesOf(here), NamesOf(there));
    }

    [Fact]
    public void A_name_is_repository_version_and_twelve_digits_of_the_hash()
    {
        using var home = new TempHome();
        var names = new FleetImages(null, Options(home), home.Catalogue).Names();
        Assert.Matches("^clawfleet/tiny:1\\.2-3-[0-9a-f]{12}$", names.Real["tiny"]);
        Assert.Matches("^clawfleet/tiny-simulated:[0-9a-f]{12}$", names.Simulated["tiny"]);
        Assert.Matches("^clawfleet/store:1\\.2-3-[0-9a-f]{12}$", names.Real["store"]);
        Assert.False(names.Simulated.ContainsKey("store"));
    }

    [Theory]
    [InlineData("runtimes/tiny/Dockerfile", true, false, false)]
    [InlineData("runtimes/tiny/default.toml", true, true, false)]
    [InlineData("runtimes/tiny/more/file.txt", true, false, false)]
    [InlineData("runtimes/simulator/Dockerfile", false, true, false)]
    [InlineData("runtimes/base/Dockerfile", true, true, true)]
    [InlineData("runtimes/tiny/README.md", false, false, false)]
    [InlineData("runtimes/tiny/runtime.yaml", false, false, false)]
    [InlineData("runtimes/tiny/.env.example", false, false, false)]
    [InlineData("runtimes/tiny/workspace/AGENTS.md", true, true, false)]
    [InlineData("runtimes/tiny/node_modules/x/index.js", false, false, false)]
    public void A_changed_file_renames_the_images_that_hold_it_and_no_other(string file, bool real, bool simulated, bool store)
    {
        using var home = new TempHome();
        var before = NamesOf(home);
        home.Write(file, "something else\n");
        AssertRenamed(before, NamesOf(home), real, simulated, store);
    }

    [Theory]
    [InlineData("clawinit", true, true)]
    [InlineData("clawsim", false, true)]
    public void A_changed_program_renames_the_images_that_hold_it(string program, bool real, bool simulated)
    {
        using var home = new TempHome();
        var before = NamesOf(home);
        home.WriteProgram(program, "another program");
        AssertRenamed(before, NamesOf(home), real, simulated, store: false);
    }

    [Fact]
    public void A_program_that_did_not_change_is_not_read_again()
    {
        using var home = new TempHome();
        var before = NamesOf(home);
        var program = home.Program("clawinit");
        var time = File.GetLastWriteTimeUtc(program);
        File.WriteAllText(program, "clawinit, two");
        File.SetLastWriteTimeUtc(program, time);
        Assert.Equal(before, NamesOf(home));
        File.SetLastWriteTimeUtc(program, time.AddSeconds(1));
        Assert.NotEqual(before, NamesOf(home));
    }

    [Fact]
    public void A_cut_off_note_of_a_programs_hash_is_not_believed()
    {
        using var home = new TempHome();
        var before = NamesOf(home);
        var note = home.Program("clawinit") + ProgramHash.Suffix;
        File.WriteAllText(note, File.ReadAllText(note)[..30]);
        Assert.Equal(before, NamesOf(home));
    }

    [Fact]
    public void A_program_that_is_not_there_is_an_error_that_says_how_to_make_it()
    {
        using var home = new TempHome();
        File.Delete(home.Program("clawinit"));
        var error = Assert.Throws<InvalidOperationException>(() => new FleetImages(null, Options(home), home.Catalogue).Names());
        Assert.Contains("clawinit", error.Message, StringComparison.Ordinal);
        Assert.Contains("dotnet build", error.Message, StringComparison.Ordinal);
    }

    private static FleetHostOptions Options(TempHome home) => new(home.Path, Path.Combine(home.Path, "state"), Path.Combine(home.Path, "secrets"));

    private static (string Real, string Simulated, string Store) NamesOf(TempHome home)
    {
        var names = new FleetImages(null, Options(home), home.Catalogue).Names();
        return (names.Real["tiny"], names.Simulated["tiny"], names.Real["store"]);
    }

    private static void AssertRenamed((string Real, string Simulated, string Store) before, (string Real, string Simulated, string Store) after, bool real, bool simulated, bool store)
        => Assert.Equal((real, simulated, store), (before.Real != after.Real, before.Simulated != after.Simulated, before.Store != after.Store));
}
