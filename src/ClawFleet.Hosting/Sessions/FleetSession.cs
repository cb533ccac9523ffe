using System.Collections.Immutable;
using ClawFleet.Engine;
using ClawFleet.Hosting.Images;
using ClawFleet.Hosting.Upgrades;
using ClawFleet.Model;
using ClawFleet.Model.Catalogue;
using ClawFleet.Model.Diagnostics;
using ClawFleet.Model.Documents;
using ClawFleet.Model.Environments;
using ClawFleet.Model.Planning;
using ClawFleet.Model.Plans;

namespace ClawFleet.Hosting;

/// <summary>
/// The way from <c>clawden.yaml</c> to a supervised fleet, for the command line and the AppHost: load the file, read the catalogue, plan,
/// ensure images, bring up, supervise. Opening never throws for a fault in the file: it is in <see cref="Diagnostics"/>, and then
/// <see cref="Plan"/> is null.
/// </summary>
/// <remarks>Without an engine a session still loads and plans (<c>config show</c>, <c>config validate</c>); what needs one throws <see cref="EngineException"/>.</remarks>
public sealed class FleetSession
{
    /// <summary>The user of our images.</summary>
    private const string ImageUser = "10000:10000";

    private readonly FleetSessionOptions _options;
    private readonly FleetImages _images;
    private readonly FleetHost? _host;
    private VariableSet _variables = VariableSet.Empty;

    private FleetSession(FleetSessionOptions options, IContainerEngine? engine, RuntimeCatalogue catalogue)
    {
        _options = options;
        Catalogue = catalogue;
        _images = new FleetImages(engine, options.Host, catalogue);
        _host = engine is null ? null : new FleetHost(engine, options.Host);
    }

    /// <summary>Everything the file and the plan have to say, errors and warnings.</summary>
    public ImmutableArray<Diagnostic> Diagnostics { get; private set; } = [];

    public bool HasErrors => Diagnostics.Any(d => d.Severity == Severity.Error);

    public RuntimeCatalogue Catalogue { get; }

    /// <summary>Null when the file could not be read as a fleet.</summary>
    public FleetDocument? Document { get; private set; }

    /// <summary>Null when <see cref="HasErrors"/>.</summary>
    public FleetPlan? Plan { get; private set; }

    /// <summary>Values of the plan's secrets. Null when <see cref="Plan"/> is.</summary>
    public ISecretValues? Secrets { get; private set; }

    /// <exception cref="EngineException">The session was opened without an engine.</exception>
    public FleetHost Host => _host ?? throw new EngineException(EngineErrorKind.Unreachable, "This needs a container engine, and none is connected.");

    /// <summary>Loads and plans.</summary>
    /// <param name="engine">Null to load and plan only. The session does not dispose it.</param>
    /// <param name="progress">Told of upstream images that are looked for.</param>
    /// <exception cref="InvalidDataException">A catalogue entry is malformed.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static async Task<FleetSession> OpenAsync(FleetSessionOptions options, IContainerEngine? engine, IProgress<FleetEvent> progress, CancellationToken ct)
    {
        var catalogue = Catalogues.Read(options.Host, options.Project ?? (options.Text is null ? Path.GetDirectoryName(Path.GetFullPath(options.File)) : null) ?? Directory.GetCurrentDirectory());
        var session = new FleetSession(options, engine, catalogue);
        var variables = session._variables = Variables(options);
        // Absolute, since the label with it must mean the same file from any folder.
        var path = options.Text is null ? Path.GetFullPath(options.File) : options.File;
        var text = options.Text ?? options.Draft ?? await File.ReadAllTextAsync(path, ct).ConfigureAwait(false);
        var loaded = FleetFile.Load(text, path, catalogue, variables, options.Members);
        session.Diagnostics = loaded.Diagnostics;
        session.Document = loaded.Document;
        if (loaded.Document is { } document && !loaded.HasErrors)
        {
            await FleetActivities.StepAsync("plan", () => session.PlanAsync(document, variables, progress, ct)).ConfigureAwait(false);
        }

        return session;
    }

    /// <summary>
    /// Builds or pulls what the plan's members need (told as <see cref="FleetEventKind.ImageBuild"/>), then <see cref="FleetHost.UpAsync"/>. A member whose image cannot be had is in the
    /// result with the reason and the build's last lines; the others come up.
    /// </summary>
    /// <exception cref="EngineException">No member's image can be had, or the engine cannot be asked.</exception>
    public Task<UpResult> UpAsync(IProgress<FleetEvent> progress, CancellationToken ct) =>
        FleetActivities.VerbAsync("up", Plan!.Fleet, () => UpAsync(Plan, progress, ct), result => result.Failure);

    private async Task<UpResult> UpAsync(FleetPlan plan, IProgress<FleetEvent> progress, CancellationToken ct)
    {
        LeaveVariables(progress);
        var lost = await EnsureImagesAsync(plan, progress, ct).ConfigureAwait(false);
        if (lost.Count == 0)
        {
            return await Host.UpAsync(plan, _options.Members, Secrets!, progress, ct).ConfigureAwait(false);
        }

        if (lost.Count == plan.Members.Length)
        {
            throw lost[plan.Members[0].Name];
        }

        var result = await Host.UpAsync(plan, [.. plan.Members.Select(m => m.Name).Where(n => !lost.ContainsKey(n))], Secrets!, progress, ct).ConfigureAwait(false);
        var members = plan.Members.Select(m => lost.TryGetValue(m.Name, out var failure)
            ? new MemberOutcome(m.Name, m.Runtime, MemberState.FailedToStart, m.Simulated, null, false, null, null, failure.Message, failure.LastLines)
            : result.Members.First(o => o.Member == m.Name));
        return result with { Members = [.. members] };
    }

    /// <summary>Builds or pulls what all of the plan's members need, for somebody else to start them: one image that cannot be had is enough to fail.</summary>
    /// <exception cref="EngineException">An image cannot be had or cannot be a member, or the engine cannot be asked.</exception>
    public async Task EnsureImagesAsync(IProgress<FleetEvent> progress, CancellationToken ct)
    {
        if (await EnsureImagesAsync(Plan!, progress, ct).ConfigureAwait(false) is { Count: > 0 } lost)
        {
            throw lost.Values.First();
        }
    }

    /// <summary>What <see cref="UpgradeAsync"/> would do to the member's containers; changes nothing.</summary>
    public Task<IReadOnlyList<PlannedChange>> CompareUpgradeAsync(CancellationToken ct) =>
        new FleetComparison(Host.Engine, _options.Host, Plan!, _options.Members) { IsUpgrade = true }.RunAsync(Secrets!, ct);

    /// <summary>
    /// Replaces a member by what this session's plan says, with a copy of its data to fall back to: builds or pulls, stops, copies, replaces, waits for health, and changes the file
    /// last. When anything goes wrong all is put back, and the result says so.
    /// </summary>
    /// <param name="stop">Asks for the end: what is begun is put back.</param>
    /// <param name="abandon">Leaves at once; a later command goes on from the journal.</param>
    /// <exception cref="FleetConflictException">It cannot be done; nothing was changed.</exception>
    /// <exception cref="EngineException">An image cannot be had, and nothing was changed; or the engine went away.</exception>
    public Task<UpgradeResult> UpgradeAsync(UpgradeRequest request, IProgress<FleetEvent> progress, CancellationToken stop, CancellationToken abandon) =>
        FleetActivities.VerbAsync("upgrade", Plan!.Fleet, async () =>
        {
            var scope = new UpgradeScope(Host.Engine, _options.Host, Plan, Secrets!, progress);
            var upgrade = new MemberUpgrade(scope, request);
            upgrade.Check(await scope.ObserveAsync(stop).ConfigureAwait(false));
            if (await EnsureImagesAsync(Plan, progress, stop).ConfigureAwait(false) is { Count: > 0 } lost)
            {
                throw lost.Values.First();
            }

            return await upgrade.RunAsync(stop, abandon).ConfigureAwait(false);
        }, result => result.Failure);

    /// <summary>Puts back what an upgrade that was cut off, or that kept its copy, has replaced. This session's plan is that of the file as it was.</summary>
    /// <exception cref="FleetConflictException">There is nothing to put back.</exception>
    public Task<UpgradeResult> RollBackAsync(string member, FleetFileText file, IProgress<FleetEvent> progress, CancellationToken ct) =>
        FleetActivities.VerbAsync("rollback", Plan!.Fleet, async () =>
        {
            var scope = new UpgradeScope(Host.Engine, _options.Host, Plan, Secrets!, progress);
            if (scope.Journals.Find(member) is { } journal)
            {
                // One that is gone meanwhile and cannot be had again is told when its container is made.
                await EnsureImagesAsync(scope.Recorded(journal), progress, ct).ConfigureAwait(false);
            }

            return await new MemberRollback(scope).RunAsync(member, file, ct).ConfigureAwait(false);
        }, result => result.Failure);

    /// <returns>By member, why its image cannot be had.</returns>
    private async Task<Dictionary<string, EngineException>> EnsureImagesAsync(FleetPlan plan, IProgress<FleetEvent> progress, CancellationToken ct)
    {
        var failures = await FleetActivities.StepAsync("have images", () =>
            _images.EnsureEachAsync(plan.Containers.Select(c => c.Image), _options.Build, progress, ct)).ConfigureAwait(false);
        var lost = plan.Members
            .Select(m => (Member: m, Failure: m.Containers.Select(c => failures.GetValueOrDefault(c.Image)).FirstOrDefault(f => f is not null)))
            .Where(m => m.Failure is not null).ToDictionary(m => m.Member.Name, m => m.Failure!, StringComparer.Ordinal);
        foreach (var own in Document!.Members.Where(m => m.Image is not null))
        {
            foreach (var member in plan.Members.Where(m => m.DeclaredName == own.Name && !lost.ContainsKey(m.Name)))
            {
                if (await _images.RefusalOfOwnAsync(own.Image!, member.Runtime, ct).ConfigureAwait(false) is { } refusal)
                {
                    lost[member.Name] = refusal;
                }
            }
        }

        return lost;
    }

    /// <summary><see cref="FleetHost.SuperviseAsync(FleetPlan, ISecretValues, IProgress{FleetEvent}, CancellationToken)"/> until cancelled.</summary>
    public Task SuperviseAsync(IProgress<FleetEvent> progress, CancellationToken ct) => Host.SuperviseAsync(Plan!, Secrets!, progress, ct);

    /// <summary>Without them the page reads the file with the environment of its own process, and the fleet comes up all the same.</summary>
    private void LeaveVariables(IProgress<FleetEvent> progress)
    {
        if (_options.Text is not null)
        {
            return;
        }

        try
        {
            LastVariables.Leave(_options.Host, Plan!.Fleet, _options.EnvFile, _variables);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            progress.Report(new FleetEvent(FleetEventKind.Warning, _options.Host.Time.GetUtcNow(), null, $"the page may not see what changes in {_options.File}: {e.Message.TrimEnd('.')}"));
        }
    }

    private async Task PlanAsync(FleetDocument document, VariableSet variables, IProgress<FleetEvent> progress, CancellationToken ct)
    {
        var missing = ImmutableHashSet<string>.Empty;
        var mayMiss = document.Members.Where(m => m.Chosen && m.Simulate == SimulateMode.Missing).Select(m => (m.Runtime, m.Version)).ToList();
        if (_options.Elsewhere is { } elsewhere)
        {
            missing = elsewhere.Simulated ? [.. mayMiss.Select(m => ImageNames.Key(m.Runtime, ToolSet.Empty, m.Version))] : [];
        }
        else if (_host is not null && mayMiss.Count > 0)
        {
            missing = [.. (await _images.FindMissingUpstreamsAsync(mayMiss, _options.Build, progress, ct).ConfigureAwait(false)).Keys];
        }

        EngineRuntimes? runtimes = null;
        if (_host is not null && document.Members.Any(m => m.Chosen && m.OciRuntime is not null))
        {
            var engine = await _host.Engine.GetInfoAsync(ct).ConfigureAwait(false);
            runtimes = new EngineRuntimes($"{engine.Product} {engine.Version}", [.. engine.OciRuntimes], ChosenPerContainer: !engine.IsPodman);
        }

        var planned = Planner.Plan(document, Catalogue, new PlanOptions { Images = _images.Names(document.Members.Where(m => m.Chosen).Select(m => (m.Runtime, m.Tools, m.Version))), MissingUpstreams = missing, OciRuntimes = runtimes, RunAs = _options.Elsewhere is null ? RunAs() : ImageUser });
        Diagnostics = Diagnostics.AddRange(planned.Diagnostics);
        if (!HasErrors && planned.Plan is { } plan)
        {
            Plan = plan;
            Secrets = new FleetSecretValues(document, variables, _options.Host);
        }
    }

    internal static VariableSet Variables(FleetSessionOptions options)
    {
        var environment = options.Environment ?? LastVariables.OfProcess();
        var beside = options.Text is null ? Path.Combine(Path.GetDirectoryName(Path.GetFullPath(options.File))!, ".env") : null;
        var variables = VariableSet.Read(beside, environment, options.EnvFile);
        return options.Elsewhere is { SecretsFollow: true } ? variables.WithSecretsToFollow() : variables;
    }

    /// <summary>Root can hand files to the images' own user; anybody else lets members run as themselves, so that a bind-mounted workspace stays theirs.</summary>
    /// <returns><c>uid:gid</c>.</returns>
    public static string RunAs() => PrivateFiles.EffectiveUser is 0 or uint.MaxValue ? ImageUser : $"{PrivateFiles.EffectiveUser}:{PrivateFiles.EffectiveGroup}";
}
