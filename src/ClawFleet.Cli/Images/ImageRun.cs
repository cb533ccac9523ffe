using ClawFleet.Cli.Presentation;
using ClawFleet.Cli.Terminal;
using ClawFleet.Engine;
using ClawFleet.Hosting.Images;

namespace ClawFleet.Cli.Images;

/// <summary><c>image build</c> and <c>image push</c>: builds, sends, and shows what came of it. One image that fails does not take the others with it.</summary>
internal sealed class ImageRun(CliConsole console, ImageWorkshop workshop, bool json)
{
    public async Task<int> RunAsync(IReadOnlyList<CatalogueImage> images, PublishOptions how, bool push, CancellationToken ct)
    {
        var failed = new SortedDictionary<string, EngineException>(StringComparer.Ordinal);
        var results = new List<ImageResult>();
        using (var progress = FleetProgress.For(console))
        {
            var (published, notBuilt) = await workshop.Publisher.BuildAsync(images, how, progress, ct).ConfigureAwait(false);
            foreach (var (name, failure) in notBuilt)
            {
                failed[name] = failure;
            }

            foreach (var image in published)
            {
                try
                {
                    var digest = push ? await workshop.Publisher.PushAsync(image, progress, ct).ConfigureAwait(false) : null;
                    results.Add(new ImageResult(image.Image.Name, image.Image.Version, ImageRow.Word(image.Image.Kind), image.Reference, image.Id, image.SizeBytes, digest, image.Sbom));
                }
                catch (EngineException e)
                {
                    failed[image.Image.Name] = e;
                }
            }
        }

        Show(results);
        foreach (var (name, failure) in failed)
        {
            Tell(name, failure);
        }

        return failed.Count == 0 ? ExitCodes.Ok : ExitCodes.Failed;
    }

    private void Show(List<ImageResult> results)
    {
        if (json)
        {
            console.Out.WriteLine(ImageJson.Write([.. results]));
        }
        else if (results.Count > 0)
        {
            ImageTables.Write(console, results);
        }

        foreach (var simulated in results.Where(r => r.Kind == "simulated"))
        {
            console.Error.WriteLine($"{simulated.Name} is simulated: upstream's program is not in it, and its label {ImageLabels.Simulated} says so");
        }
    }

    private void Tell(string name, EngineException failure)
    {
        foreach (var line in failure.LastLines)
        {
            console.Error.WriteLine(console.ErrorPaint.Dim($"  {line}"));
        }

        console.Error.WriteLine($"{console.ErrorPaint.Red("clawden:")} {name}: {failure.Message}");
    }
}
