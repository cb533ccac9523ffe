using ClawFleet.Engine;
using ClawFleet.Hosting;
using ClawFleet.Model.Catalogue;
using ClawFleet.Model.Plans;

namespace ClawFleet.Conformance.Subject;

/// <summary>A fleet that somebody else brought up, with <c>clawden up</c> or from what <c>clawden publish</c> wrote; found by its labels, left as it is found.</summary>
internal sealed class RunningFleet(string name) : FleetChoice
{
    private RuntimeCatalogue? _catalogue;

    public override string Title => $"Conformance of the running fleet {name}";

    public override string Fleet => name;

    public override RuntimeCatalogue Catalogue => _catalogue ?? base.Catalogue;

    public override Task StartAsync(IContainerEngine engine, CancellationToken ct) => Task.CompletedTask;

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    protected override async Task<IReadOnlyList<ContainerUnderTest>> FindContainersAsync(IContainerEngine engine, CancellationToken ct)
    {
        var found = await engine.ListContainersAsync(new ContainerListQuery(All: true, [$"{FleetLabels.Fleet}={name}"]), ct);
        if (found.Count == 0) found = await engine.ListContainersAsync(new ContainerListQuery(All: true, [$"{FleetLabels.Published}={name}"]), ct);
        if (found.Count == 0) throw new InvalidOperationException($"CLAWFLEET_FLEET names {name}, and the engine has no container of such a fleet; `clawden ps` and `docker compose ls` list what runs.");

        // Its project's runtimes lie beside the file it came from.
        if (found[0].Labels.GetValueOrDefault(FleetLabels.Source) is { } source && File.Exists(source)) _catalogue = Catalogues.Read(FleetHostOptions.Discover(), Path.GetDirectoryName(source));

        return
        [
            .. found.Select(c => new ContainerUnderTest(
                    c.Name.StartsWith(name + "-", StringComparison.Ordinal) ? c.Name[(name.Length + 1)..] : c.Name, c.Name,
                    Label(c, FleetLabels.Member), Label(c, FleetLabels.Runtime), Label(c, FleetLabels.Role) == "sidecar", Label(c, FleetLabels.Simulated) == "true"))
                .OrderBy(c => c.Name, StringComparer.Ordinal),
        ];
    }

    private static string Label(ContainerSummary container, string label) => container.Labels.GetValueOrDefault(label, "");
}
