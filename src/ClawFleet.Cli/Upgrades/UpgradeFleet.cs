using System.Collections.Immutable;
using ClawFleet.Cli.Fleets;
using ClawFleet.Cli.Presentation;
using ClawFleet.Cli.Terminal;
using ClawFleet.Engine;
using ClawFleet.Hosting;
using ClawFleet.Hosting.Hosts;
using ClawFleet.Hosting.Upgrades;
using ClawFleet.Model.Editing;
using ClawFleet.Model.Plans;

namespace ClawFleet.Cli.Upgrades;

/// <summary>The file, the engine and what runs there, for one <c>upgrade</c>.</summary>
internal sealed class UpgradeFleet : IAsyncDisposable
{
    private const string PodmansRegistry = "docker.io/";
    private const string VersionLabel = "org.opencontainers.image.version";

    private readonly FleetSessionOptions _options;
    private readonly TraceSpool _spool;

    private UpgradeFleet(CliConsole console, FleetSessionOptions options, StopSignals signals, IContainerEngine engine, PinnedFile file)
    {
        (Console, Signals, Engine, File) = (console, signals, engine, file);
        Name = file.Fleet!;
        Pins = file.Pins!.Value;
        // New members are told where to send telemetry as the last `up` did: when somebody is there to take it.
        _options = options with { Host = options.Host with { TellsMembers = new HostProcess(options.Host, Name).Find() is not null } };
        _spool = new TraceSpool(options.Host);
        Journals = UpgradeJournals.Of(options.Host, Name);
    }

    public CliConsole Console { get; }
    public StopSignals Signals { get; }
    public IContainerEngine Engine { get; }
    public PinnedFile File { get; private set; }
    public string Name { get; }
    public ImmutableArray<MemberPin> Pins { get; private set; }
    public UpgradeJournals Journals { get; }

    /// <exception cref="CommandRefusedException">The file is too broken to be changed; its faults are told.</exception>
    public static async Task<UpgradeFleet> OpenAsync(CliConsole console, FleetSessionOptions options, StopSignals signals)
    {
        var file = PinnedFile.Read(options);
        if (file.Pins is null || file.Fleet is null)
        {
            using var progress = new EventLines(console);
            DiagnosticPrinter.Print(console, (await FleetSession.OpenAsync(options, null, progress, signals.First).ConfigureAwait(false)).Diagnostics);
            throw new CommandRefusedException(ExitCodes.InvalidFile, $"{options.File} cannot be read as a fleet");
        }

        return new UpgradeFleet(console, options, signals, Engines.Connect(), file);
    }

    /// <summary>The member of that name; the only one where none is named and there is but one.</summary>
    /// <exception cref="CommandRefusedException">There is none, or several.</exception>
    public MemberPin Pin(string? name)
    {
        if (name is null)
        {
            return Pins is [var only] ? only : throw new CommandRefusedException(ExitCodes.Usage, $"say which member: {string.Join(", ", Pins.Select(p => p.Name))}");
        }

        var pin = Pins.FirstOrDefault(p => p.Answers(name))
            ?? throw new CommandRefusedException(ExitCodes.Usage, $"{File.File.Path} has no member {name}; there are: {string.Join(", ", Pins.Select(p => p.Name))}");
        return pin.Name == name ? pin : throw new CommandRefusedException(ExitCodes.Usage, $"{name} is a replica of {pin.Name}, and replicas are of one version: clawden upgrade {pin.Name}");
    }

    /// <summary>The member by what the file says now.</summary>
    public MemberPin Reread(string name)
    {
        File = PinnedFile.Read(_options);
        Pins = File.Pins ?? throw new CommandRefusedException(ExitCodes.InvalidFile, $"{File.File.Path} was changed and cannot be read any more");
        return Pin(name);
    }

    /// <summary>What runs of a member, as people say it: versions of ours, the names of images of their own; empty when nothing is there.</summary>
    public async Task<IReadOnlyList<string>> RunningAsync(MemberPin pin)
    {
        var containers = await Engine.ListContainersAsync(new ContainerListQuery(All: true, [$"{FleetLabels.Fleet}={Name}", $"{FleetLabels.Role}=member"]), Signals.First).ConfigureAwait(false);
        var versions = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var container in containers.Where(c => pin.Answers(c.Labels.GetValueOrDefault(FleetLabels.Member, ""))))
        {
            // Podman puts a registry before a name that has none.
            var image = pin.Image is null && container.Image.StartsWith(PodmansRegistry, StringComparison.Ordinal) ? container.Image[PodmansRegistry.Length..] : container.Image;
            var isOurs = image.StartsWith("clawfleet/", StringComparison.Ordinal);
            var version = isOurs ? (await Engine.FindImageAsync(container.ImageId, Signals.First).ConfigureAwait(false))?.Labels.GetValueOrDefault(VersionLabel) : null;
            versions.Add(version is { Length: > 0 } ? version : image);
        }

        return [.. versions];
    }

    /// <summary>Reads the file as it is to become, and says what is wrong with it.</summary>
    /// <returns>Null when it has errors.</returns>
    public async Task<FleetSession?> OpenAsync(MemberPin pin, string? draft)
    {
        FleetSession session;
        using (var progress = FleetProgress.For(Console))
        {
            session = await FleetSession.OpenAsync(_options with { Draft = draft ?? File.File.Text, Members = [pin.Name] }, Engine, progress, Signals.First).ConfigureAwait(false);
        }

        DiagnosticPrinter.Print(Console, session.Diagnostics);
        return session.Plan is null ? null : session;
    }

    /// <summary>How an upgrade or its way back ended.</summary>
    /// <returns>The exit code.</returns>
    public int Show(UpgradeResult result, string member, string success)
    {
        if (result.Failure is { } failure)
        {
            Console.Error.WriteLine($"{Console.ErrorPaint.Red("failed:")} {Console.ErrorPaint.Bold(member)}: {failure}");
            foreach (var line in result.LastLines)
            {
                Console.Error.WriteLine(Console.ErrorPaint.Dim($"  {member} | {line}"));
            }

            if (result.WayBack is { } back)
            {
                Console.Error.WriteLine(back);
            }

            return ExitCodes.Failed;
        }

        UpTable.Write(Console, new UpResult(result.Members, true));
        Console.Error.WriteLine(success);
        return ExitCodes.Ok;
    }

    /// <summary>Does the work; whatever ends it before it has ended says how to go on.</summary>
    public async Task<UpgradeResult> GuardAsync(MemberPin pin, Func<IProgress<FleetEvent>, Task<UpgradeResult>> work)
    {
        try
        {
            using var progress = FleetProgress.For(Console);
            return await work(progress).ConfigureAwait(false);
        }
        catch
        {
            if (Journals.Find(pin.Name) is { Phase: not UpgradePhase.Kept } journal)
            {
                Console.Error.WriteLine(Console.ErrorPaint.Yellow($"the upgrade of {pin.Name} has not ended: {journal.Remedy}"));
            }

            throw;
        }
    }

    public ValueTask DisposeAsync()
    {
        _spool.Dispose();
        return Engine.DisposeAsync();
    }
}
