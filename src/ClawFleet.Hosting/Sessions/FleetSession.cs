using System.Collections.Immutable;
using ClawFleet.Engine;
using ClawFleet.Model.Catalogue;
using ClawFleet.Model.Diagnostics;
using ClawFleet.Model.Documents;
using ClawFleet.Model.Plans;

namespace ClawFleet.Hosting;

/// <summary>
/// The way from <c>clawden.yaml</c> to a supervised fleet, for the command line and the AppHost: load the file, read the catalogue, plan,
/// ensure images, bring up, supervise. Opening never throws for a fault in the file: it is in <see cref="Diagnostics"/>, and then
/// <see cref="Plan"/> is null.
/// </summary>
/// <remarks>Without an engine a session still loads and plans (<c>config show</c>, <c>config validate</c>); what needs one throws <see cref="EngineException"/>.</remarks>
public sealed class FleetSession : IAsyncDisposable
{
    private FleetSession()
    {
    }

    /// <summary>Everything the file and the plan have to say, errors and warnings.</summary>
    public ImmutableArray<Diagnostic> Diagnostics { get; private init; } = [];

    public bool HasErrors => Diagnostics.Any(d => d.Severity == Severity.Error);

    public RuntimeCatalogue Catalogue => throw new NotImplementedException();

    /// <summary>Null when the file could not be read as a fleet.</summary>
    public FleetDocument? Document => throw new NotImplementedException();

    /// <summary>Null when <see cref="HasErrors"/>.</summary>
    public FleetPlan? Plan => throw new NotImplementedException();

    /// <summary>Values of the plan's secrets. Null when <see cref="Plan"/> is.</summary>
    public ISecretValues? Secrets => throw new NotImplementedException();

    /// <exception cref="EngineException">The session was opened without an engine.</exception>
    public FleetHost Host => throw new NotImplementedException();

    /// <summary>Loads and plans.</summary>
    /// <param name="engine">Null to load and plan only. The session does not dispose it.</param>
    /// <exception cref="InvalidDataException">A catalogue entry is malformed.</exception>
    public static Task<FleetSession> OpenAsync(FleetSessionOptions options, IContainerEngine? engine, CancellationToken ct) => throw new NotImplementedException();

    /// <summary>Builds or pulls what the plan's members need; tells <paramref name="progress"/> as <see cref="FleetEventKind.ImageBuild"/>.</summary>
    /// <exception cref="EngineException">An image cannot be had (<see cref="EngineErrorKind.BuildFailed"/> with its last lines).</exception>
    public Task EnsureImagesAsync(IProgress<FleetEvent> progress, CancellationToken ct) => throw new NotImplementedException();

    /// <summary><see cref="EnsureImagesAsync"/>, then <see cref="FleetHost.UpAsync"/> for the members of the options.</summary>
    public Task<UpResult> UpAsync(IProgress<FleetEvent> progress, CancellationToken ct) => throw new NotImplementedException();

    /// <summary><see cref="FleetHost.SuperviseAsync"/> until cancelled.</summary>
    public Task SuperviseAsync(IProgress<FleetEvent> progress, CancellationToken ct) => throw new NotImplementedException();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
