using ClawFleet.Cli.Files;
using ClawFleet.Engine;
using ClawFleet.Hosting;
using ClawFleet.Model.Plans;

namespace ClawFleet.Cli.Fleets;

/// <summary>An engine, the host on it, and the fleet a command is about. Needs no secret and no valid file, so that nothing can block a <c>down</c>.</summary>
internal sealed class FleetConnection : IAsyncDisposable
{
    private FleetConnection(IContainerEngine engine, FleetHost host, string fleet)
    {
        Engine = engine;
        Host = host;
        Fleet = fleet;
    }

    public IContainerEngine Engine { get; }
    public FleetHost Host { get; }
    public string Fleet { get; }

    /// <param name="fleet"><c>--fleet</c>, or null to go by the file.</param>
    /// <param name="file"><c>--file</c>, or null to look for one.</param>
    public static async Task<FleetConnection> OpenAsync(string? fleet, string? file, CancellationToken ct)
    {
        var path = fleet is null ? FleetFileLocator.Find(file, Directory.GetCurrentDirectory(), "name the fleet: --fleet NAME (clawden ps --all-fleets lists them)") : null;
        var engine = Engines.Connect();
        try
        {
            var host = new FleetHost(engine, HostOptions.Discover());
            return new FleetConnection(engine, host, fleet ?? await FindFleetAsync(host, path!, ct).ConfigureAwait(false));
        }
        catch
        {
            await engine.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public ValueTask DisposeAsync() => Engine.DisposeAsync();

    /// <summary>The fleet's containers by the names that <c>ps</c> shows: the member's, or <c>member-sidecar</c>.</summary>
    public async Task<SortedDictionary<string, ContainerSummary>> ReadContainersAsync(CancellationToken ct)
    {
        var containers = await Engine.ListContainersAsync(new ContainerListQuery(All: true, [$"{FleetLabels.Fleet}={Fleet}"]), ct).ConfigureAwait(false);
        var prefix = Fleet + "-";
        var named = new SortedDictionary<string, ContainerSummary>(StringComparer.Ordinal);
        foreach (var container in containers)
        {
            var name = container.Name.TrimStart('/');
            named[name.StartsWith(prefix, StringComparison.Ordinal) ? name[prefix.Length..] : name] = container;
        }

        return named;
    }

    /// <summary>There is no container of the fleet.</summary>
    public CommandRefusedException NotUp() => new(ExitCodes.Failed, $"fleet {Fleet} is not up; 'clawden up' starts it");

    /// <summary>Why a member cannot be found.</summary>
    public CommandRefusedException Missing(string member, IEnumerable<string> known) => known.ToList() switch
    {
        [] => NotUp(),
        var names => new(ExitCodes.Usage, $"fleet {Fleet} has no member {member}; there are: {string.Join(", ", names)}"),
    };

    /// <summary>
    /// The engine's labels say which fleet came from the file, whatever the file says by now. Only a fleet that has no container (or a
    /// file that was moved) is known by the name in the file alone.
    /// </summary>
    private static async Task<string> FindFleetAsync(FleetHost host, string path, CancellationToken ct)
    {
        var fromHere = (await host.ListFleetsAsync(ct).ConfigureAwait(false)).Where(fleet => fleet.Source == path).Select(fleet => fleet.Name).ToList();
        return fromHere switch
        {
            [var only] => only,
            [] => FleetNameReader.Read(path),
            _ => throw new CommandRefusedException(ExitCodes.Usage, $"several fleets came from {path}: {string.Join(", ", fromHere)}; say which with --fleet NAME"),
        };
    }
}
