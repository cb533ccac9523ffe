using System.Collections.Immutable;
using ClawFleet.Hosting.Images;
using ClawFleet.Model.Catalogue;
using ClawFleet.Model.Plans;

namespace ClawFleet.Hosting.Tests.Images;

/// <summary>A ClawFleet folder with one runtime, <c>tiny</c>, one service, <c>store</c>, and made-up programs.</summary>
internal sealed class TempHome : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("clawfleet-images-");

    public TempHome()
    {
        Write("runtimes/base/Dockerfile", "ARG BASE\nFROM ${BASE}\n");
        Write("runtimes/simulator/Dockerfile", "ARG BASE\nFROM ${BASE}\nCOPY clawsim /clawsim\n");
        Write("runtimes/tiny/Dockerfile", "ARG BASE\nFROM ${BASE}\nCOPY clawinit /clawinit\n");
        Write("runtimes/tiny/default.toml", "a = 1\n");
        Write("runtimes/tiny/setup", "#!/bin/sh\n");
        Write("runtimes/store/Dockerfile", "ARG BASE\nFROM ${BASE}\n");
        WriteProgram("clawinit", "clawinit, one");
        WriteProgram("clawsim", "clawsim, one");
    }

    public string Path => _folder.FullName;

    public static CatalogueEntry Tiny(string home) => Entry(home, "tiny", isService: false) with { HasSimulator = true, UpstreamImage = "example.invalid/tiny:1.2.3" };

    public RuntimeCatalogue Catalogue => new(ImmutableSortedDictionary<string, CatalogueEntry>.Empty.Add("tiny", Tiny(Path)).Add("store", Entry(Path, "store", isService: true)));

    public RecipeBook Book => new(Path, Catalogue);

    public string Program(string name) => System.IO.Path.Combine(Path, "artifacts", "container", RecipeBook.Rid, name);

    public void Write(string path, string text)
    {
        var full = System.IO.Path.Combine(Path, path);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }

    public void WriteProgram(string name, string text) => Write(System.IO.Path.GetRelativePath(Path, Program(name)), text);

    public void Dispose() => _folder.Delete(recursive: true);

    private static CatalogueEntry Entry(string home, string name, bool isService) => new()
    {
        Name = name,
        IsService = isService,
        Title = name,
        Version = "1.2+3",
        Port = 80,
        Folder = System.IO.Path.Combine(home, "runtimes", name),
        Health = new HealthPlan([], null, "/health", 1, 1, 1, 1, 1),
        StopGraceSeconds = 1,
        Limits = new LimitsPlan(1, 1, 1),
        TmpBytes = 1,
    };
}
