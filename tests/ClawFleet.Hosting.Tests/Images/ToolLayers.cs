using ClawFleet.Hosting.Images;
using ClawFleet.Model.Catalogue;
using ClawFleet.Model.Documents;
using ClawFleet.Model.Planning;

namespace ClawFleet.Hosting.Tests.Images;

/// <summary>Tools are images between the base and a runtime, shared by all who begin with the same ones.</summary>
public sealed class ToolLayers
{
    [Fact]
    public void A_runtime_stands_on_its_tools_one_on_the_other_and_they_on_the_base()
    {
        using var home = Home();
        var recipe = home.Book.Real(TempHome.Tiny(home.Path), Set(home, "git", "http"));
        Assert.Equal(["tool-http", "tool-git", "base"], Below(recipe).Select(r => r.Name));
        Assert.Equal(home.Book.Base.Reference, recipe.Root.Reference);
        Assert.Matches("^clawfleet/tool-git:[0-9a-f]{12}$", Below(recipe).ElementAt(1).Reference);
        Assert.Equal(Below(recipe).First().Reference, recipe.Arguments["BASE"]);
    }

    [Fact]
    public void The_real_and_the_simulated_image_of_any_runtime_share_them()
    {
        using var home = Home();
        var book = home.Book;
        var real = book.Real(TempHome.Tiny(home.Path), Set(home, "git"));
        var simulated = book.Simulated(TempHome.Tiny(home.Path), Set(home, "git", "http"));
        Assert.Same(real.Base, Below(simulated).ElementAt(1));
    }

    [Fact]
    public void A_changed_setup_renames_its_tool_and_what_stands_on_it()
    {
        using var home = Home();
        var before = Below(home.Book.Real(TempHome.Tiny(home.Path), Set(home, "git", "http"))).Select(r => r.Reference).ToList();
        home.Write("runtimes/tools/http/setup.sh", "#!/bin/sh\necho other\n");
        var after = Below(home.Book.Real(TempHome.Tiny(home.Path), Set(home, "git", "http"))).Select(r => r.Reference).ToList();
        Assert.Equal([false, true, true], before.Zip(after, (b, a) => b == a));
    }

    [Fact]
    public void The_catalogues_words_about_a_tool_are_no_part_of_its_image()
    {
        using var home = Home();
        var before = home.Book.Real(TempHome.Tiny(home.Path), Set(home, "git")).Reference;
        home.Write("runtimes/tools/git/tool.yaml", "title: another word\n");
        Assert.Equal(before, home.Book.Real(TempHome.Tiny(home.Path), Set(home, "git")).Reference);
    }

    [Fact]
    public void Packages_come_last_and_are_arguments_of_the_build()
    {
        using var home = Home();
        var tools = Set(home, "git") with { Packages = new PackageSet(["ed", "jo"], [], ["httpx"]) };
        var packages = home.Book.Real(TempHome.Tiny(home.Path), tools).Base!;
        Assert.Equal(("tool-packages", "ed jo", "", "httpx"), (packages.Name, packages.Arguments["APT_PACKAGES"], packages.Arguments["NPM_PACKAGES"], packages.Arguments["PIP_PACKAGES"]));
        Assert.Equal("tool-git", packages.Base!.Name);
    }

    [Fact]
    public void A_build_is_given_the_tools_own_files_and_what_a_setup_may_call()
    {
        using var home = Home();
        Assert.Equal(["Dockerfile", "bin/build-tool", "tool/setup.sh"], home.Book.Real(TempHome.Tiny(home.Path), Set(home, "git")).Base!.Files.Select(f => f.Path).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Stages_that_are_thrown_away_stand_on_the_plain_base_whatever_the_tools()
    {
        using var home = Home();
        home.Write("runtimes/tiny/Dockerfile", "ARG BASE\nARG BUILDER\nFROM ${BUILDER} AS build\nFROM ${BASE}\n");
        var recipe = home.Book.Real(TempHome.Tiny(home.Path), Set(home, "git"));
        Assert.Equal(home.Book.Base.Reference, recipe.Arguments["BUILDER"]);
    }

    [Fact]
    public void Names_with_tools_are_told_under_a_key_of_their_own()
    {
        using var home = Home();
        var tools = Set(home, "git");
        var names = new FleetImages(null, new FleetHostOptions(home.Path, home.Path, home.Path), home.Catalogue).Names(("tiny", tools, null), ("tiny", tools, null), ("tiny", ToolSet.Empty, null));
        Assert.Equal(["store", "tiny", "tiny with git"], names.Real.Keys);
        Assert.Equal("tiny with git", ImageNames.Key("tiny", tools));
        Assert.NotEqual(names.Simulated["tiny"], names.Simulated["tiny with git"]);
    }

    private static TempHome Home()
    {
        var home = new TempHome();
        home.Write("runtimes/tools/Dockerfile", "ARG BASE\nFROM ${BASE}\n");
        home.Write("runtimes/tools/bin/build-tool", "#!/bin/sh\n");
        home.Write("runtimes/tools/git/setup.sh", "#!/bin/sh\necho git\n");
        home.Write("runtimes/tools/git/tool.yaml", "title: git\n");
        home.Write("runtimes/tools/http/setup.sh", "#!/bin/sh\necho http\n");
        home.Write("runtimes/packages/setup.sh", "#!/bin/sh\n");
        return home;
    }

    private static ToolSet Set(TempHome home, params string[] names)
        => new([.. names.Select(n => new ToolEntry { Name = n, Title = n, Folder = System.IO.Path.Combine(home.Path, "runtimes", "tools", n) })], PackageSet.Empty);

    private static IEnumerable<ImageRecipe> Below(ImageRecipe recipe) => recipe.Base is { } below ? Below(below).Prepend(below) : [];
}
