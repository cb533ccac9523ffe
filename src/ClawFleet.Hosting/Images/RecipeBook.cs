using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using ClawFleet.Model.Catalogue;
using ClawFleet.Runtimes;

namespace ClawFleet.Hosting.Images;

/// <summary>
/// What each image is made of, and what it is called. Asks no engine: equal files give equal names on every machine of one architecture.
/// A recipe is read when it is first asked for.
/// </summary>
internal sealed class RecipeBook
{
    private const string Repository = "clawfleet/";
    private const string Init = "clawinit";
    private const string Simulator = "clawsim";

    private readonly RuntimeCatalogue _catalogue;
    private readonly string _runtimes;
    private readonly string _programs;
    private readonly Lazy<ImageRecipe> _base;
    private readonly Dictionary<string, ImageRecipe> _real = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ImageRecipe> _simulated = new(StringComparer.Ordinal);

    /// <param name="home">The ClawFleet folder.</param>
    public RecipeBook(string home, RuntimeCatalogue catalogue)
    {
        _catalogue = catalogue;
        _runtimes = Path.Combine(home, "runtimes");
        _programs = Path.Combine(home, "artifacts", "container", Rid);
        _base = new Lazy<ImageRecipe>(() => Make("base", "base", "", FilesOf(Path.Combine(_runtimes, "base")), [], ["BASE=" + DebianImage.Reference], null));
    }

    /// <summary>Images are for Linux on this machine's architecture.</summary>
    public static string Rid => $"linux-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";

    public ImageRecipe Base => _base.Value;

    /// <summary>Entries that have a Dockerfile.</summary>
    public IEnumerable<CatalogueEntry> Buildable => _catalogue.Entries.Values.Where(e => File.Exists(Path.Combine(e.Folder, "Dockerfile")));

    public IEnumerable<CatalogueEntry> Simulatable => _catalogue.Entries.Values.Where(e => e.HasSimulator);

    /// <summary>The image with the real program.</summary>
    public ImageRecipe Real(CatalogueEntry entry)
    {
        lock (_real)
        {
            return _real.TryGetValue(entry.Name, out var known) ? known : _real[entry.Name] = Make(
                entry.Name,
                entry.Name,
                TagText(entry.Version) + "-",
                [.. FilesOf(entry.Folder), .. Description(entry)],
                entry.IsService ? [] : [Init],
                entry.UpstreamImage is { } upstream ? ["UPSTREAM=" + upstream, "VERSION=" + entry.Version] : ["VERSION=" + entry.Version],
                Base) with
            { Upstream = entry.UpstreamImage, Simulatable = entry.HasSimulator ? entry.Name : null };
        }
    }

    /// <summary>The image with the simulator in its place, and the same default configuration.</summary>
    public ImageRecipe Simulated(CatalogueEntry entry)
    {
        lock (_simulated)
        {
            return _simulated.TryGetValue(entry.Name, out var known) ? known : _simulated[entry.Name] = Make(
                entry.Name + "-simulated",
                entry.Name + "-simulated",
                "",
                [.. FilesOf(Path.Combine(_runtimes, "simulator")), .. FilesOf(entry.Folder).Where(f => f.Path.StartsWith("default.", StringComparison.Ordinal) || f.Path.StartsWith("workspace/", StringComparison.Ordinal))],
                [Init, Simulator],
                ["RUNTIME=" + entry.Name, "VERSION=" + entry.Version],
                Base);
        }
    }

    /// <summary>Every recipe of the catalogue by its reference.</summary>
    public Dictionary<string, ImageRecipe> ByReference()
        => Buildable.Select(Real).Concat(Simulatable.Select(Simulated)).ToDictionary(r => r.Reference, StringComparer.Ordinal);

    private ImageRecipe Make(string name, string repository, string tagPrefix, IEnumerable<ImageFile> files, IEnumerable<string> programs, IEnumerable<string> arguments, ImageRecipe? standsOn)
    {
        var own = files.OrderBy(f => f.Path, StringComparer.Ordinal).ToImmutableArray();
        var named = programs.Select(p => new ImageFile(p, Path.Combine(_programs, p), IsProgram: true)).ToImmutableArray();
        var built = arguments.Select(a => a.Split('=', 2)).ToImmutableSortedDictionary(a => a[0], a => a[1], StringComparer.Ordinal);
        var hash = Hash(own, named, built, standsOn);
        return new ImageRecipe
        {
            Name = name,
            Reference = $"{Repository}{repository}:{tagPrefix}{hash[..12]}",
            ContentHash = hash,
            Files = [.. own, .. named],
            Arguments = standsOn is null ? built : built.Add("BASE", standsOn.Reference),
            Base = standsOn,
        };
    }

    private static string Hash(ImmutableArray<ImageFile> files, ImmutableArray<ImageFile> programs, ImmutableSortedDictionary<string, string> arguments, ImageRecipe? standsOn)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        void Add(string text) => hash.AppendData(Encoding.UTF8.GetBytes(text + "\n"));
        Add("base " + standsOn?.ContentHash);
        foreach (var (key, value) in arguments)
        {
            Add($"argument {key}={value}");
        }

        foreach (var file in files)
        {
            Add($"file {file.Path} {file.IsProgram} {Convert.ToHexStringLower(SHA256.HashData(file.Read()))}");
        }

        foreach (var program in programs)
        {
            Add($"program {program.Path} {ProgramHash.Of(program.Source)}");
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>What a folder gives to its image: not what is for people or for the catalogue, and nothing that tools left there. Everything below <c>workspace</c> is the scaffold of a member's workspace.</summary>
    private static IEnumerable<ImageFile> FilesOf(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new InvalidOperationException($"{folder} is missing; the ClawFleet folder is not whole.");
        }

        return from source in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
               let path = Path.GetRelativePath(folder, source).Replace('\\', '/')
               where IsContent(path)
               select new ImageFile(path, source, StartsAsScript(source));
    }

    /// <summary>What clawinit must know of a runtime that has no adapter; its Dockerfile copies the file among the image's defaults.</summary>
    private static IEnumerable<ImageFile> Description(CatalogueEntry entry) =>
        entry.Native is { } native ? [ImageFile.Of(RuntimeDescriptionJson.FileName, RuntimeDescriptionJson.Write(native))] : [];

    internal static bool IsContent(string path)
    {
        var parts = path.Split('/');
        return path != "runtime.yaml"
            && !parts.Contains("node_modules")
            && !parts.Any(p => p.StartsWith('.'))
            && (parts[0] == "workspace" || !path.EndsWith(".md", StringComparison.OrdinalIgnoreCase));
    }

    private static bool StartsAsScript(string source)
    {
        using var stream = File.OpenRead(source);
        Span<byte> start = stackalloc byte[2];
        return stream.ReadAtLeast(start, 2, throwOnEndOfStream: false) == 2 && start.SequenceEqual("#!"u8);
    }

    private static string TagText(string version) => string.Concat(version.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' ? c : '-'));
}
