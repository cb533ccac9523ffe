using ClawFleet.Cli.Presentation;
using ClawFleet.Cli.Terminal;
using ClawFleet.Hosting.Images;

namespace ClawFleet.Cli.Images;

/// <summary><c>image verify</c>: runtimes are built twice, references are checked against what is here; each verdict is told when it is there.</summary>
internal sealed class ImageCheck(CliConsole console, ImageWorkshop workshop, bool json)
{
    private readonly List<ImageVerdict> _verdicts = [];

    public async Task<int> RunAsync(IReadOnlyList<CatalogueImage> images, IReadOnlyList<string> references, CancellationToken ct)
    {
        using (var progress = FleetProgress.For(console))
        {
            var verification = new ImageVerification(workshop.Engine, workshop.Host, workshop.Catalogue);
            foreach (var reference in references)
            {
                _verdicts.Add(await verification.CheckAsync(reference, progress, ct).ConfigureAwait(false));
            }

            if (images.Count > 0)
            {
                await verification.BuildTwiceAsync(images, _verdicts.Add, progress, ct).ConfigureAwait(false);
            }
        }

        if (json)
        {
            console.Out.WriteLine(ImageJson.Write([.. _verdicts.Select(ImageVerdictRow.Of)]));
        }
        else
        {
            _verdicts.ForEach(Show);
        }

        return _verdicts.TrueForAll(v => v.Holds) ? ExitCodes.Ok : ExitCodes.Failed;
    }

    private void Show(ImageVerdict verdict)
    {
        var output = console.Out;
        if (verdict.Holds)
        {
            output.WriteLine($"{verdict.Name}: {console.OutPaint.Green("the same")}: {verdict.Checked}: {verdict.Digest}");
            return;
        }

        output.WriteLine(verdict.OtherInputs.Count > 0
            ? $"{verdict.Name}: {console.OutPaint.Yellow("other inputs")}: {verdict.Checked}; nothing was built"
            : $"{verdict.Name}: {console.OutPaint.Red("differs")}: {verdict.Checked}: {verdict.Digest} and {verdict.OtherDigest}");
        foreach (var input in verdict.OtherInputs)
        {
            output.WriteLine($"  {input}");
        }

        foreach (var difference in verdict.Differences)
        {
            output.WriteLine($"  {difference}");
        }

        if (verdict.Differences.Count == ImageVerification.MostDifferences)
        {
            output.WriteLine("  …");
        }
    }
}
