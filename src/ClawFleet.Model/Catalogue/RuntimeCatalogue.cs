using System.Collections.Immutable;
using ClawFleet.Runtimes;

namespace ClawFleet.Model.Catalogue;

/// <summary>All entries below <c>runtimes/</c>, by name; aliases resolve too.</summary>
public sealed record RuntimeCatalogue(ImmutableSortedDictionary<string, CatalogueEntry> Entries)
{
    private readonly Lazy<Dictionary<string, CatalogueEntry>> _byAnyName = new(() => Index(Entries));

    /// <summary>Tools that can be delivered, by name: the folders below <c>runtimes/tools</c>, and the user's own.</summary>
    public ImmutableSortedDictionary<string, ToolEntry> Tools { get; init; } = ImmutableSortedDictionary<string, ToolEntry>.Empty.WithComparers(StringComparer.Ordinal);

    /// <summary>Runtimes that a user brings and that cannot be used.</summary>
    public ImmutableArray<CatalogueFault> Faults { get; init; } = [];

    /// <summary>Why the runtime of that name cannot be used; null when nothing is wrong with it. A name that one of ours has, and a faulty one claims too, is faulty: which is meant, nobody could say.</summary>
    public CatalogueFault? FaultOf(string name) => Faults.FirstOrDefault(f => f.Names.Contains(name, StringComparer.OrdinalIgnoreCase));

    /// <summary>The entry of that name or alias (any case), services included; null when there is none.</summary>
    public CatalogueEntry? Find(string nameOrAlias) => _byAnyName.Value.GetValueOrDefault(nameOrAlias);

    /// <summary>Whether a name is ClawFleet's own, so that a user's runtime cannot have it.</summary>
    /// <param name="folder">ClawFleet's own <c>runtimes/</c>.</param>
    public static bool IsReserved(string name, string folder) => UserRuntimes.IsReserved(name, folder);

    /// <summary>What knows how to start the runtime of that name; null when nothing does.</summary>
    public IRuntimeAdapter? Adapter(string runtime) => Entries.GetValueOrDefault(runtime)?.Adapter ?? RuntimeAdapters.Find(runtime);

    /// <summary>Reads <c>&lt;folder&gt;/*/runtime.yaml</c> and each entry's baked default. Folders without a <c>runtime.yaml</c> are no entries.</summary>
    /// <exception cref="InvalidDataException">An entry is malformed; the message is <c>file:line:col: what; remedy</c>, one line for each fault.</exception>
    public static RuntimeCatalogue Read(string folder) => Read(folder, []);

    /// <summary>Reads ClawFleet's own runtimes and those of other folders. Of the others, one that is malformed or has a name that is taken is among the <see cref="Faults"/>.</summary>
    /// <param name="more">Folders that are not there bring nothing.</param>
    /// <exception cref="InvalidDataException">One of ClawFleet's own is malformed.</exception>
    public static RuntimeCatalogue Read(string folder, IEnumerable<CatalogueRoot> more)
    {
        folder = Path.GetFullPath(folder);
        if (!Directory.Exists(folder))
        {
            throw new InvalidDataException($"{folder}: there is no such folder; give the folder that holds the runtimes");
        }

        var entries = ImmutableSortedDictionary.CreateBuilder<string, CatalogueEntry>(StringComparer.Ordinal);
        foreach (var path in Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal))
        {
            var file = Path.Combine(path, "runtime.yaml");
            if (File.Exists(file))
            {
                var entry = CatalogueFile.Read(File.ReadAllText(file), file);
                if (!entries.TryAdd(entry.Name, entry))
                {
                    throw new InvalidDataException($"{file}:1:1: the name {entry.Name} is taken by another entry; give each entry its own");
                }
            }
        }

        var faults = ImmutableArray.CreateBuilder<CatalogueFault>();
        foreach (var root in more.Where(r => Path.GetFullPath(r.Folder) != folder))
        {
            UserRuntimes.Add(entries, root, folder, faults);
        }

        foreach (var entry in entries.Values.ToList())
        {
            if (entry.Sidecars.FirstOrDefault(s => !entries.TryGetValue(s.Service, out var service) || !service.IsService) is not { } sidecar)
            {
                continue;
            }

            var message = $"{Path.Combine(entry.Folder, "runtime.yaml")}:1:1: the sidecar {sidecar.Name} names the service {sidecar.Service}, which is not there; add its folder";
            if (entry.Origin == CatalogueOrigin.BuiltIn)
            {
                throw new InvalidDataException(message);
            }

            faults.Add(new CatalogueFault([.. entry.Aliases.Prepend(entry.Name)], message));
            entries.Remove(entry.Name);
        }

        return new RuntimeCatalogue(entries.ToImmutable()) { Faults = faults.ToImmutable(), Tools = ToolFolders.ReadOurs(Path.Combine(folder, "tools")) };
    }

    /// <summary>The same with the user's own tools.</summary>
    /// <param name="folders">Folders of tools, the one that wins first: the project's <c>tools</c>, then <c>~/.clawden/tools</c>.</param>
    public RuntimeCatalogue WithTools(params IEnumerable<string> folders) => this with { Tools = ToolFolders.Add(Tools, folders) };

    public bool Equals(RuntimeCatalogue? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

    private static Dictionary<string, CatalogueEntry> Index(ImmutableSortedDictionary<string, CatalogueEntry> entries)
    {
        var index = new Dictionary<string, CatalogueEntry>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, entry) in entries)
        {
            index[name] = entry;
        }

        foreach (var entry in entries.Values)
        {
            foreach (var alias in entry.Aliases)
            {
                index.TryAdd(alias, entry);
            }
        }

        return index;
    }
}
