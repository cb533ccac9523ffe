using System.Collections.Immutable;
using ClawFleet.Model.Schema;
using ClawFleet.Model.Validation;

namespace ClawFleet.Model.Catalogue;

/// <summary>Runtimes that a user brings, one folder each, beside ClawFleet's own.</summary>
internal static class UserRuntimes
{
    /// <param name="faults">Gets those that are malformed, or whose name is taken; they are no entries.</param>
    public static void Add(ImmutableSortedDictionary<string, CatalogueEntry>.Builder entries, CatalogueRoot root, string builtIn, ICollection<CatalogueFault> faults)
    {
        if (!Directory.Exists(root.Folder))
        {
            return;
        }

        foreach (var path in Directory.EnumerateDirectories(Path.GetFullPath(root.Folder)).Order(StringComparer.Ordinal))
        {
            var file = Path.Combine(path, "runtime.yaml");
            if (File.Exists(file))
            {
                var entry = Read(file, faults);
                if (entry is not null && Refusal(entry, entries, builtIn) is { } refusal)
                {
                    faults.Add(new CatalogueFault([.. entry.Aliases.Prepend(entry.Name).Append(Path.GetFileName(path)).Distinct(StringComparer.OrdinalIgnoreCase)], $"{file}:1:1: {refusal}"));
                }
                else if (entry is not null)
                {
                    entries.Add(entry.Name, entry with { Origin = root.Origin });
                }
            }
        }
    }

    private static CatalogueEntry? Read(string file, ICollection<CatalogueFault> faults)
    {
        try
        {
            return CatalogueFile.Read(File.ReadAllText(file), file);
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            faults.Add(new CatalogueFault([Path.GetFileName(Path.GetDirectoryName(file)!)], e is InvalidDataException ? e.Message : $"{file}: {e.Message}"));
            return null;
        }
    }

    /// <summary>Names of ClawFleet's images, and of runtimes that are known by name though this version may not carry them.</summary>
    public static bool IsReserved(string name, string builtIn) =>
        Directory.Exists(Path.Combine(builtIn, name)) || name.EndsWith("-simulated", StringComparison.Ordinal) || name.StartsWith("tool-", StringComparison.Ordinal)
        || RuntimeNames.Known.Contains(name, StringComparer.OrdinalIgnoreCase);

    private static string? Refusal(CatalogueEntry entry, ImmutableSortedDictionary<string, CatalogueEntry>.Builder entries, string builtIn)
    {
        var folder = Path.GetFileName(entry.Folder);
        if (entry.IsService)
        {
            return $"{entry.Name} is a service, and services are ClawFleet's own; say `runtime: {entry.Name}`";
        }

        if (entry.Name != folder)
        {
            return $"the folder is called {folder} and the runtime {entry.Name}; give both one name";
        }

        if (!FleetNames.IsValid(entry.Name))
        {
            return $"{entry.Name} cannot be a runtime's name; {FleetNames.Rule}";
        }

        foreach (var name in entry.Aliases.Prepend(entry.Name))
        {
            if (entries.Values.FirstOrDefault(e => e.Aliases.Prepend(e.Name).Contains(name, StringComparer.OrdinalIgnoreCase)) is { } other)
            {
                return $"the name {name} is taken by {Path.Combine(other.Folder, "runtime.yaml")}; give this one another name";
            }

            if (IsReserved(name, builtIn))
            {
                return $"the name {name} is one that ClawFleet keeps for itself ({builtIn}); give this one another name";
            }
        }

        return entry.Native is null ? "nothing says how it is started; add `native: {command: […]}` (docs/runtimes.md)"
            : entry.HasSimulator ? "there is no simulator for it; remove `simulator: true`"
            : !File.Exists(Path.Combine(entry.Folder, "Dockerfile")) ? "there is no Dockerfile beside it; add one (docs/runtimes.md)"
            : Default(entry);
    }

    /// <summary>A default that is in a format nobody reads would be baked into the image and forgotten.</summary>
    private static string? Default(CatalogueEntry entry) =>
        Directory.EnumerateFiles(entry.Folder, "default.*").Select(Path.GetFileName).FirstOrDefault(f => f != entry.Native!.File?.DefaultName) is { } stray
            ? entry.Native!.File is { } file ? $"{stray} is not read; the default of {file.Name} is called {file.DefaultName}" : $"{stray} is not read, since it has no configuration file; add `native.file`, or remove it"
            : null;
}
