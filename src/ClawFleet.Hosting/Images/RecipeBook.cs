using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using ClawFleet.Model.Catalogue;
using ClawFleet.Model.Documents;
using ClawFleet.Model.Planning;
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
    private readonly ToolRecipes _tools;
    private readonly Dictionary<string, ImageRecipe> _real = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ImageRecipe> _simulated = new(StringComparer.Ordinal);

    /// <param name="home">The ClawFleet folder.</param>
    public RecipeBook(string home, RuntimeCatalogue catalogue)
    {
        _catalogue = catalogue;
        _runtimes = Path.Combine(home, "runtimes");
        _programs = Path.Combine(home, "artifacts", "container", Rid);
        _tools = new ToolRecipes(_runtimes, (name, files, arguments, below) => Make(name, name, "", files, [], arguments, below));
        _base = new Lazy<ImageRecipe>(() => Make("base", "base", "", FilesOf(Path.Combine(_runtimes, "base")), [], ["BASE=" + DebianImage.Reference], null));
    }

    /// <summary>Images are for Linux on this machine's architecture.</summary>
    public static string Rid => $"linux-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";

    public ImageRecipe Base => _base.Value;

    /// <summary>Entries that have a Dockerfile.</summary>
    public IEnumerable<CatalogueEntry> Buildable => _catalogue.Entries.Values.Where(e => File.Exists(Path.Combine(e.Folder, "Dockerfile")));

    public IEnumerable<CatalogueEntry> Simulatable => _catalogue.Entries.Values.Where(e => e.HasSimulator);

    /// <summary>The image with the real program, on the tools.</summary>
    public ImageRecipe Real(CatalogueEntry entry, ToolSet? tools = null)
    {
        lock (_real)
        {
            var key = ImageNames.Key(entry.Name, tools ?? ToolSet.Empty, entry.Version);
            return _real.TryGetValue(key, out var known) ? known : _real[key] = Make(
                entry.Name,
                entry.Name,
                TagText(entry.Version) + "-",
                [.. FilesOf(entry.Folder), .. Description(entry)],
                entry.IsService ? [] : [Init],
                entry.UpstreamImage is { } upstream ? ["UPSTREAM=" + upstream, "VERSION=" + entry.Version] : ["VERSION=" + entry.Version],
                _tools.On(tools ?? ToolSet.Empty, Base)) with
            { Upstream = entry.UpstreamImage, Simulatable = entry.HasSimulator ? entry.Name : null };
        }
    }

    /// <summary>The image with the simulator in its place, on the same tools and with the same default configuration.</summary>
    public ImageRecipe Simulated(CatalogueEntry entry, ToolSet? tools = null)
    {
        lock (_simulated)
        {
            var key = ImageNames.Key(entry.Name, tools ?? ToolSet.Empty, entry.Version);
            return _simulated.TryGetValue(key, out var known) ? known : _simulated[key] = Make(
                entry.Name + "-simulated",
                entry.Name + "-simulated",
                "",
                [.. FilesOf(Path.Combine(_runtimes, "simulator")), .. FilesOf(entry.Folder).Where(f => f.Path.StartsWith("default.", StringComparison.Ordinal) || f.Path.StartsWith("workspace/", StringComparison.Ordinal))],
                [Init, Simulator],
                ["RUNTIME=" + entry.Name, "VERSION=" + entry.Version],
                _tools.On(tools ?? ToolSet.Empty, Base));
        }
    }

    /// <summary>Every recipe of the catalogue by its reference, and those with tools that were asked for.</summary>
    public Dictionary<string, ImageRecipe> ByReference()
    {
        foreach (var entry in Buildable)
        {
            Real(entry, ToolSet.Empty);
        }

        foreach (var entry in Simulatable)
        {
            Simulated(entry, ToolSet.Empty);
        }

        lock (_real)
        {
            lock (_simulated)
            {
                return _real.Values.Concat(_simulated.Values).ToDictionary(r => r.Reference, StringComparer.Ordinal);
            }
        }
    }

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
            Arguments = standsOn is null ? built : Below(own, built, standsOn),
            Base = standsOn,
        };
    }

    /// <summary>A Dockerfile with stages that are thrown away takes <c>BUILDER</c> for them: the plain base, whatever tools the finished image stands on, so that the engine's cache holds.</summary>
    private static ImmutableSortedDictionary<string, string> Below(ImmutableArray<ImageFile> files, ImmutableSortedDictionary<string, string> arguments, ImageRecipe standsOn)
    {
        arguments = arguments.Add("BASE", standsOn.Reference);
        return files.FirstOrDefault(f => f.Path == "Dockerfile") is { } file && File.ReadLines(file.Source).Any(l => l.StartsWith("ARG BUILDER", StringComparison.Ordinal))
            ? arguments.Add("BUILDER", standsOn.Root.Reference)
            : arguments;
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
    internal static IEnumerable<ImageFile> FilesOf(string folder)
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

    internal static string TagText(string version) => string.Concat(version.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' ? c : '-'));
}
