using ClawFleet.Cli.Terminal;
using ClawFleet.Engine;
using ClawFleet.Engine.Registries;
using ClawFleet.Hosting.Images;

namespace ClawFleet.Cli.Images;

/// <summary><c>image index</c>. No engine is asked: everything is in the registry.</summary>
internal static class ImageIndexRun
{
    public static async Task<int> RunAsync(CliConsole console, IReadOnlyList<CatalogueImage> images, PublishOptions how, bool json, CancellationToken ct)
    {
        using var registry = new RegistryClient();
        var results = new List<ImageIndexResult>();
        var failed = new List<(string Name, string Why)>();
        foreach (var image in images)
        {
            try
            {
                var (reference, digest, platforms) = await ImageIndex.PushAsync(registry, image, how, ct).ConfigureAwait(false);
                results.Add(new ImageIndexResult(image.Name, image.Version, reference, digest, platforms));
            }
            catch (EngineException e)
            {
                failed.Add((image.Name, e.Message));
            }
        }

        if (json)
        {
            console.Out.WriteLine(ImageJson.Write([.. results]));
        }
        else if (results.Count > 0)
        {
            ImageTables.Write(console, results);
        }

        foreach (var (name, why) in failed)
        {
            console.Error.WriteLine($"{console.ErrorPaint.Red("clawden:")} {name}: {why}");
        }

        return failed.Count == 0 ? ExitCodes.Ok : ExitCodes.Failed;
    }
}
