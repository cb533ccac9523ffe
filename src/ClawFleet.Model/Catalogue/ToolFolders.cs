using System.Collections.Immutable;
using ClawFleet.Model.Validation;

namespace ClawFleet.Model.Catalogue;

/// <summary>Finds tools: the folders with a <c>setup.sh</c> below a folder.</summary>
internal static class ToolFolders
{
    /// <summary>The tools that come with ClawFleet.</summary>
    /// <exception cref="InvalidDataException">One is malformed.</exception>
    public static ImmutableSortedDictionary<string, ToolEntry> ReadOurs(string folder)
        => Folders(folder).Select(Read).ToImmutableSortedDictionary(t => t.Name, t => t, StringComparer.Ordinal);

    /// <summary>The user's own, beside ours: a project's hide those of the home folder, and one with the name of ours can be used by nobody.</summary>
    /// <param name="folders">Folders that hold tools, the one that wins first. Those that are not there are passed over.</param>
    public static ImmutableSortedDictionary<string, ToolEntry> Add(ImmutableSortedDictionary<string, ToolEntry> ours, IEnumerable<string> folders)
    {
        var tools = ours.ToBuilder();
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var folder in folders.SelectMany(Folders))
        {
            var name = Path.GetFileName(folder);
            if (!FleetNames.IsValid(name) || !taken.Add(name))
            {
                continue;
            }

            tools[name] = ours.TryGetValue(name, out var our)
                ? our with { Fault = $"{folder} has the name of a tool that comes with ClawFleet; give your folder another name" }
                : Checked(folder);
        }

        return tools.ToImmutable();
    }

    private static IEnumerable<string> Folders(string folder)
        => Directory.Exists(folder) ? Directory.EnumerateDirectories(folder).Where(f => File.Exists(Path.Combine(f, "setup.sh"))).Select(Path.GetFullPath).Order(StringComparer.Ordinal) : [];

    /// <summary>A folder of the user's that is malformed is a fault of the member that asks for it, and nobody else's.</summary>
    private static ToolEntry Checked(string folder)
    {
        try
        {
            return Read(folder);
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return new ToolEntry { Name = Path.GetFileName(folder), Title = Path.GetFileName(folder), Folder = folder, Fault = e.Message.Split('\n')[0] };
        }
    }

    private static ToolEntry Read(string folder)
    {
        var file = Path.Combine(folder, "tool.yaml");
        return File.Exists(file)
            ? ToolFile.Read(File.ReadAllText(file), file)
            : new ToolEntry { Name = Path.GetFileName(folder), Title = Path.GetFileName(folder), Folder = folder };
    }
}
