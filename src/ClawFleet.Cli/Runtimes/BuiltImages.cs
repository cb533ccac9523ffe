using System.Collections.Immutable;
using ClawFleet.Cli.Fleets;
using ClawFleet.Engine;
using ClawFleet.Hosting.Images;
using ClawFleet.Model.Catalogue;

namespace ClawFleet.Cli.Runtimes;

/// <summary>Which images of the catalogue are on the engine.</summary>
/// <param name="References">What each runtime's image is called; empty where the container programs are not built.</param>
/// <param name="Present">The runtimes whose image is there; null where no engine answers.</param>
internal sealed record BuiltImages(ImmutableSortedDictionary<string, string> References, ImmutableHashSet<string>? Present)
{
    public static async Task<BuiltImages> FindAsync(RuntimeCatalogue catalogue, CancellationToken ct)
    {
        var references = ImmutableSortedDictionary<string, string>.Empty;
        try
        {
            references = new FleetImages(null, HostOptions.Discover(), catalogue).Names().Real;
            await using var engine = Engines.Connect();
            var found = await Task.WhenAll(references.Select(async r => (r.Key, Image: await engine.FindImageAsync(r.Value, ct).ConfigureAwait(false)))).ConfigureAwait(false);
            return new BuiltImages(references, [.. found.Where(f => f.Image is not null).Select(f => f.Key)]);
        }
        catch (Exception e) when (e is EngineException or InvalidOperationException)
        {
            // Neither an engine nor built programs are needed to look at the catalogue.
            return new BuiltImages(references, null);
        }
    }
}
