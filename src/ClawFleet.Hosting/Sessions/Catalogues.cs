using ClawFleet.Model.Catalogue;

namespace ClawFleet.Hosting;

/// <summary>The runtimes and tools there are for a project: ClawFleet's own, those in the project's <c>runtimes/</c> and <c>tools/</c>, and those of the user.</summary>
public static class Catalogues
{
    /// <param name="project">Folder of the fleet file; null for none.</param>
    /// <exception cref="InvalidDataException">One of ClawFleet's own is malformed; one line for each fault, with its place.</exception>
    public static RuntimeCatalogue Read(FleetHostOptions host, string? project)
    {
        var roots = new List<CatalogueRoot>();
        if (project is not null)
        {
            roots.Add(new CatalogueRoot(ProjectFolder(project), CatalogueOrigin.Project));
        }

        if (UserFolder is { } user && (project is null || user != ProjectFolder(project)))
        {
            roots.Add(new CatalogueRoot(user, CatalogueOrigin.User));
        }

        return RuntimeCatalogue.Read(Path.Combine(host.Home, "runtimes"), roots).WithTools(ToolFolders(project));
    }

    /// <summary>Where the user's own tools are: beside the file, then in the home folder.</summary>
    private static IEnumerable<string> ToolFolders(string? project)
    {
        if (project is not null)
        {
            yield return Path.Combine(Path.GetFullPath(project), "tools");
        }

        if (UserFolder is { } user)
        {
            yield return Path.Combine(Path.GetDirectoryName(user)!, "tools");
        }
    }

    public static string ProjectFolder(string project) => Path.Combine(Path.GetFullPath(project), "runtimes");

    /// <summary><c>~/.clawden/runtimes</c>; null where there is no home.</summary>
    public static string? UserFolder => Environment.GetEnvironmentVariable("HOME") is { Length: > 0 } home ? Path.Combine(home, ".clawden", "runtimes") : null;
}
