using ClawFleet.Engine;
using ClawFleet.Hosting;
using ClawFleet.Model.Catalogue;

namespace ClawFleet.Conformance.Subject;

/// <summary>Which fleet this run is about: a running one, or one that the suite brings up and removes.</summary>
internal abstract class FleetChoice : IAsyncDisposable
{
    private IReadOnlyList<ContainerUnderTest>? _containers;

    /// <summary>The choice made by the environment: <c>CLAWFLEET_FLEET</c>, else <c>CLAWFLEET_RUNTIME</c> with or without <c>CLAWFLEET_IMAGE</c>, else the suite's own file.</summary>
    public static FleetChoice Current { get; } = Choose();

    /// <summary>What is being checked, for the heading of the table.</summary>
    public abstract string Title { get; }

    /// <summary>The fleet's name on the engine.</summary>
    public abstract string Fleet { get; }

    /// <summary>The runtimes there are for this fleet, those of its project among them.</summary>
    public virtual RuntimeCatalogue Catalogue { get; } = Catalogues.Read(FleetHostOptions.Discover(), Project);

    /// <summary>Folder of the project whose runtimes are meant: <c>CLAWFLEET_PROJECT</c>, else the folder the run was started in.</summary>
    protected static string Project => Environment.GetEnvironmentVariable("CLAWFLEET_PROJECT") is { Length: > 0 } project ? project : Directory.GetCurrentDirectory();

    /// <summary>The fleet's containers, members and sidecars, known before anything is started so that each gets its tests by name.</summary>
    public async Task<IReadOnlyList<ContainerUnderTest>> ContainersAsync()
    {
        if (_containers is null)
        {
            await using var engine = new DockerEngine();
            _containers = await FindContainersAsync(engine, CancellationToken.None);
        }

        return _containers;
    }

    /// <summary>Brings up what is to be brought up.</summary>
    public abstract Task StartAsync(IContainerEngine engine, CancellationToken ct);

    /// <summary>Removes what <see cref="StartAsync"/> made, all of it.</summary>
    public abstract ValueTask DisposeAsync();

    /// <summary>Why a member did not come up, with the end of its log; null when it did.</summary>
    public virtual string? FailureOf(string member) => null;

    /// <summary>Changes one variable of a member's container in its file and brings the fleet up again.</summary>
    /// <returns>False when this fleet's file is not the suite's to change.</returns>
    public virtual Task<bool> ChangeMemberAsync(string member, CancellationToken ct) => Task.FromResult(false);

    /// <summary>Whether a host watches over the fleet and restarts what the engine does not.</summary>
    public virtual bool IsSupervised => false;

    protected abstract Task<IReadOnlyList<ContainerUnderTest>> FindContainersAsync(IContainerEngine engine, CancellationToken ct);

    private static FleetChoice Choose()
    {
        if (Environment.GetEnvironmentVariable("CLAWFLEET_FLEET") is { Length: > 0 } fleet) return new RunningFleet(fleet);

        var image = Environment.GetEnvironmentVariable("CLAWFLEET_IMAGE") is { Length: > 0 } named ? named : null;
        return Environment.GetEnvironmentVariable("CLAWFLEET_RUNTIME") is { Length: > 0 } runtime ? OwnFleet.OfRuntime(runtime, image, Project)
            : image is null ? OwnFleet.OfSampleRuntimes()
            : throw new InvalidOperationException("CLAWFLEET_IMAGE also needs CLAWFLEET_RUNTIME: the name of the runtime in the image, such as openclaw.");
    }
}
