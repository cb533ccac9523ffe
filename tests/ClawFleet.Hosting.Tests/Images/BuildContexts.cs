using System.Formats.Tar;
using System.Text;

namespace ClawFleet.Hosting.Tests.Images;

/// <summary>What is sent to the engine for a build.</summary>
public sealed class BuildContexts
{
    private static readonly byte[] Bundle = Encoding.UTF8.GetBytes("-----BEGIN CERTIFICATE-----\n");

    [Fact]
    public async Task The_real_image_gets_its_folder_clawinit_and_the_machines_certificates()
    {
        using var home = new TempHome();
        var files = await FilesAsync(home.Book.Real(TempHome.Tiny(home.Path)));
        Assert.Equal(["Dockerfile", "ca-bundle.crt", "clawinit", "default.toml", "setup"], files.Keys);
        Assert.True(files["clawinit"].HasFlag(UnixFileMode.OtherExecute));
        Assert.True(files["setup"].HasFlag(UnixFileMode.OtherExecute));
        Assert.False(files["default.toml"].HasFlag(UnixFileMode.UserExecute));
    }

    [Fact]
    public async Task The_simulated_image_gets_the_simulator_and_the_runtimes_default_configuration()
    {
        using var home = new TempHome();
        var recipe = home.Book.Simulated(TempHome.Tiny(home.Path));
        Assert.Equal(["Dockerfile", "ca-bundle.crt", "clawinit", "clawsim", "default.toml"], (await FilesAsync(recipe)).Keys);
        Assert.Equal("tiny", recipe.Arguments["RUNTIME"]);
        Assert.Null(recipe.Upstream);
    }

    [Fact]
    public async Task A_service_gets_no_clawinit()
    {
        using var home = new TempHome();
        Assert.Equal(["Dockerfile", "ca-bundle.crt"], (await FilesAsync(home.Book.Real(home.Catalogue.Find("store")!))).Keys);
    }

    [Fact]
    public void Every_image_stands_on_the_base_that_its_name_was_made_with()
    {
        using var home = new TempHome();
        var book = home.Book;
        Assert.Equal(book.Base.Reference, book.Real(TempHome.Tiny(home.Path)).Arguments["BASE"]);
        Assert.Equal("debian:trixie-slim", book.Base.Arguments["BASE"]);
        Assert.Equal("example.invalid/tiny:1.2.3", book.Real(TempHome.Tiny(home.Path)).Arguments["UPSTREAM"]);
    }

    private static async Task<SortedDictionary<string, UnixFileMode>> FilesAsync(ClawFleet.Hosting.Images.ImageRecipe recipe)
    {
        var files = new SortedDictionary<string, UnixFileMode>(StringComparer.Ordinal);
        await using var tar = new TarReader(recipe.Context(Bundle).OpenTar());
        while (await tar.GetNextEntryAsync() is { } entry)
        {
            files[entry.Name] = entry.Mode;
        }

        return files;
    }
}
