using ClawFleet.Model.Documents;

namespace ClawFleet.Hosting.Images;

/// <summary>
/// The layers of tools between the base and a runtime: one image for each tool on the one before it, the packages last. Members of any runtime with the same
/// set, or with a set that begins the same, share them.
/// </summary>
/// <param name="runtimes">The folder <c>runtimes</c>.</param>
/// <param name="make">Makes a recipe from its name, files, arguments and what it stands on.</param>
internal sealed class ToolRecipes(string runtimes, Func<string, IEnumerable<ImageFile>, IEnumerable<string>, ImageRecipe, ImageRecipe> make)
{
    /// <summary>Below which a tool's own files are in the build.</summary>
    private const string ToolFolder = "tool/";

    private readonly Dictionary<string, ImageRecipe> _known = new(StringComparer.Ordinal);

    /// <returns>What a runtime with these tools stands on: <paramref name="root"/> when there are none.</returns>
    public ImageRecipe On(ToolSet tools, ImageRecipe root)
    {
        var below = root;
        foreach (var tool in tools.Tools)
        {
            below = On(below, "tool-" + tool.Name, tool.Folder, ["TOOL=" + tool.Name]);
        }

        return tools.Packages.IsEmpty ? below : On(below, "tool-packages", Path.Combine(runtimes, "packages"),
        [
            "TOOL=packages",
            "APT_PACKAGES=" + string.Join(' ', tools.Packages.Apt),
            "NPM_PACKAGES=" + string.Join(' ', tools.Packages.Npm),
            "PIP_PACKAGES=" + string.Join(' ', tools.Packages.Pip),
        ]);
    }

    private ImageRecipe On(ImageRecipe below, string name, string folder, string[] arguments)
    {
        lock (_known)
        {
            var key = string.Join('\n', [below.Reference, folder, .. arguments]);
            return _known.TryGetValue(key, out var known) ? known : _known[key] = make(name, Files(folder), arguments, below);
        }
    }

    private IEnumerable<ImageFile> Files(string folder)
    {
        var common = Path.Combine(runtimes, "tools");
        yield return new ImageFile("Dockerfile", Path.Combine(common, "Dockerfile"), IsProgram: false);
        foreach (var file in RecipeBook.FilesOf(Path.Combine(common, "bin")))
        {
            yield return file with { Path = "bin/" + file.Path };
        }

        foreach (var file in RecipeBook.FilesOf(folder).Where(f => f.Path != "tool.yaml"))
        {
            yield return file with { Path = ToolFolder + file.Path };
        }
    }
}
