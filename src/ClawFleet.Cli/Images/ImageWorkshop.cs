using ClawFleet.Cli.Files;
using ClawFleet.Cli.Fleets;
using ClawFleet.Engine;
using ClawFleet.Hosting;
using ClawFleet.Hosting.Images;
using ClawFleet.Model.Catalogue;

namespace ClawFleet.Cli.Images;

/// <summary>What the <c>image</c> commands work with: the engine, the catalogue of this project, and what makes images of it.</summary>
internal sealed class ImageWorkshop : IAsyncDisposable
{
    private ImageWorkshop(FleetHostOptions host, RuntimeCatalogue catalogue)
    {
        (Host, Catalogue) = (host, catalogue);
        Engine = Engines.Connect();
        Publisher = new ImagePublisher(Engine, host, catalogue);
    }

    public FleetHostOptions Host { get; }

    public RuntimeCatalogue Catalogue { get; }

    public IContainerEngine Engine { get; }

    public ImagePublisher Publisher { get; }

    /// <param name="file"><c>--file</c>: the project's own runtimes lie beside it.</param>
    public static ImageWorkshop Open(string? file)
    {
        var host = HostOptions.Discover();
        var here = Directory.GetCurrentDirectory();
        var project = Path.GetDirectoryName(file is null ? FleetFileLocator.TryFind(here) : FleetFileLocator.Find(file, here)) ?? here;
        try
        {
            return new ImageWorkshop(host, Catalogues.Read(host, project));
        }
        catch (InvalidOperationException e)
        {
            throw new CommandRefusedException(ExitCodes.Failed, e.Message);
        }
    }

    /// <summary>
    /// An engine builds for its own processor. It keeps one image under a name, so that Debian for another one would take the place of that which the
    /// fleets here stand on, and clawinit is published for this machine's.
    /// </summary>
    /// <param name="platform"><c>linux/arm64</c>; null for the engine's own.</param>
    /// <exception cref="CommandRefusedException">The engine does not build for it.</exception>
    public async Task<string> CheckPlatformAsync(string? platform, CancellationToken ct)
    {
        var engine = await Engine.GetInfoAsync(ct).ConfigureAwait(false);
        var own = $"linux/{Architecture(engine.Architecture)}";
        var programs = $"linux/{Architecture(System.Runtime.InteropServices.RuntimeInformation.OSArchitecture.ToString())}";
        if (own != programs)
        {
            throw new CommandRefusedException(ExitCodes.Failed, $"the engine is {own} and clawinit is published for {programs}; run this on the engine's machine");
        }

        return platform is null || platform == own ? own[(own.IndexOf('/', StringComparison.Ordinal) + 1)..]
            : throw new CommandRefusedException(ExitCodes.Failed, $"this engine builds {own}, not {platform}: run this on such a machine (.github/workflows/images.yml does it on a runner of each)");
    }

    public ValueTask DisposeAsync() => Engine.DisposeAsync();

    /// <summary>As images write it.</summary>
    private static string Architecture(string word) => word.ToLowerInvariant() switch { "x64" or "x86_64" => "amd64", "aarch64" => "arm64", var other => other };
}
