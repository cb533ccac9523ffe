namespace ClawFleet.Cli.Files;

/// <summary>Finds the fleet file: the one named, else <c>clawden.yaml</c> here, else in a parent up to the root of the git checkout or of the file system.</summary>
internal static class FleetFileLocator
{
    public const string FileName = "clawden.yaml";

    /// <param name="named">What the user named, or null.</param>
    /// <param name="folder">Where to look.</param>
    /// <param name="otherwise">What one can do without a file.</param>
    /// <exception cref="FleetFileNotFoundException">Nothing there.</exception>
    public static string Find(string? named, string folder, string otherwise = "start a single runtime without a file: clawden run openclaw")
    {
        if (named is null)
        {
            return TryFind(folder) ?? throw new FleetFileNotFoundException(
                $"no {FileName} in {folder} or above it; write one, name one with --file FILE, or {otherwise}");
        }

        var path = Path.GetFullPath(named, folder);
        if (Directory.Exists(path))
        {
            path = Path.Combine(path, FileName);
        }

        return File.Exists(path) ? path : throw new FleetFileNotFoundException($"{path} does not exist");
    }

    /// <returns>Null when there is none.</returns>
    public static string? TryFind(string folder)
    {
        for (var place = new DirectoryInfo(folder); place is not null; place = place.Parent)
        {
            var candidate = Path.Combine(place.FullName, FileName);
            if (File.Exists(candidate))
            {
                return candidate;
            }

            // A checkout is a world of its own: a file above it belongs to something else. In a linked worktree .git is a file.
            var git = Path.Combine(place.FullName, ".git");
            if (Directory.Exists(git) || File.Exists(git))
            {
                return null;
            }
        }

        return null;
    }
}
