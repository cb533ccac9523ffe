using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using ClawFleet.Engine;
using ClawFleet.Hosting;
using ClawFleet.Model.Plans;

namespace ClawFleet.Conformance.Subject;

/// <summary>A fleet that the suite brings up the way the command line does, in a folder of its own, and removes at the end.</summary>
internal sealed class OwnFleet : FleetChoice
{
    private const string NamePrefix = "conformance-";
    private static readonly string FleetName = NamePrefix + Environment.ProcessId.ToString(CultureInfo.InvariantCulture);

    private readonly string _folder = Path.Combine(Path.GetTempPath(), "clawfleet-" + FleetName);
    private readonly FleetHostOptions _host;
    private readonly Dictionary<string, MemberOutcome> _outcomes = new(StringComparer.Ordinal);
    private readonly string _variables = $"""
        CONFORMANCE_TELEGRAM_TOKEN=424242:{Random(35)}
        CONFORMANCE_OPENCLAW_KEY=sk-{Random(48)}
        CONFORMANCE_IRONCLAW_KEY=sk-{Random(48)}
        CONFORMANCE_MICROCLAW_KEY=sk-{Random(48)}
        CONFORMANCE_MICROCLAW_TELEGRAM_TOKEN=434343:{Random(35)}
        CONFORMANCE_NULLCLAW_DISCORD_TOKEN={Random(59)}
        CONFORMANCE_NULLCLAW_KEY=sk-{Random(48)}
        CONFORMANCE_PICOCLAW_KEY=sk-{Random(48)}
        CONFORMANCE_PICOCLAW_TELEGRAM_TOKEN=444444:{Random(35)}
        CONFORMANCE_NANOCLAW_KEY=sk-ant-{Random(48)}
        CONFORMANCE_NANOCLAW_TELEGRAM_TOKEN=454545:{Random(35)}
        CONFORMANCE_ZEROCLAW_KEY=sk-{Random(48)}
        CONFORMANCE_MODEL_KEY=sk-{Random(48)}

        """;
    private string _text;
    private string? _project;
    private IContainerEngine? _engine;
    private Watch? _watch;

    private OwnFleet(string title, string text)
    {
        Title = title;
        _text = text;
        // State and secrets of its own: nothing of the user's fleets is touched, and one folder removed is all of it.
        var found = FleetHostOptions.Discover();
        _host = found with { StateRoot = Path.Combine(_folder, "state"), SecretsRoot = Path.GetFullPath(Path.Combine(found.SecretsRoot, "..", "clawfleet-" + FleetName)) };
    }

    public override string Title { get; }

    public override string Fleet => FleetName;

    public override bool IsSupervised => _watch is not null;

    /// <summary>One member of each runtime of the sample, with test secrets in every place that takes one.</summary>
    public static OwnFleet OfSampleRuntimes()
        => new("Conformance", File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "testdata", "clawden.yaml")));

    /// <summary>A fleet of one member: of a runtime's own image, or of one that somebody hands in.</summary>
    /// <param name="project">Folder whose <c>runtimes/</c> count too.</param>
    public static OwnFleet OfRuntime(string runtime, string? image, string project)
    {
        var entry = Catalogues.Read(FleetHostOptions.Discover(), project).Find(runtime) is { IsService: false } found
            ? found
            : throw new InvalidOperationException($"CLAWFLEET_RUNTIME names {runtime}, and neither ClawFleet nor {Catalogues.ProjectFolder(project)} has such a runtime; `clawden runtime list` shows them.");
        var title = image is null ? $"Conformance of {entry.Title} {entry.Version}" : $"Conformance of the image {image} as {entry.Name}";
        return new(title, SingleMember.Text(entry, image)) { _project = project };
    }

    public override async Task StartAsync(IContainerEngine engine, CancellationToken ct)
    {
        _engine = engine;
        await RemoveLeftoversAsync(engine, ct);
        WriteFiles();
        await UpAsync(engine, ct);
    }

    public override string? FailureOf(string member)
        => _outcomes.GetValueOrDefault(member) is { State: not MemberState.Running } outcome
            ? $"{member} did not come up ({outcome.State}): {outcome.Failure}{string.Concat(outcome.LastLines.Select(l => "\n    " + l))}"
            : null;

    public override async Task<bool> ChangeMemberAsync(string member, CancellationToken ct)
    {
        if (_engine is null) return false;

        var mark = $"CONFORMANCE_MARK_{member.ToUpperInvariant().Replace('-', '_')}: \"1\"";
        _text = _text.Replace($"# env of {member}", $"env: {{ {mark} }}", StringComparison.Ordinal);
        Assert.Contains(mark, _text, StringComparison.Ordinal);
        await EndWatchAsync();
        WriteFiles();
        await UpAsync(_engine, ct);
        return true;
    }

    public override async ValueTask DisposeAsync()
    {
        if (_engine is null) return;

        await EndWatchAsync();
        await new FleetHost(_engine, _host).DownAsync(FleetName, volumes: true, new Progress<FleetEvent>(), CancellationToken.None);
        DeleteFolder(_folder);
        DeleteFolder(_host.SecretsRoot);
    }

    protected override async Task<IReadOnlyList<ContainerUnderTest>> FindContainersAsync(IContainerEngine engine, CancellationToken ct)
    {
        WriteFiles();
        var session = await OpenAsync(engine, ct);
        DeleteFolder(_folder); // A run that only lists the tests leaves nothing behind.
        return [.. session.Plan!.Containers.Select(c => new ContainerUnderTest(c.Name[(FleetName.Length + 1)..], c.Name, c.Member, c.Runtime, c.Role == ContainerRole.Sidecar, c.Simulated))];
    }

    private async Task UpAsync(IContainerEngine engine, CancellationToken ct)
    {
        var session = await OpenAsync(engine, ct);
        var result = await session.UpAsync(new Talk(), ct);
        foreach (var outcome in result.Members)
        {
            _outcomes[outcome.Member] = outcome;
        }

        _watch = new Watch(session, new Talk());
    }

    private async Task EndWatchAsync()
    {
        if (_watch is not null) await _watch.DisposeAsync();
        _watch = null;
    }

    private async Task<FleetSession> OpenAsync(IContainerEngine engine, CancellationToken ct)
    {
        var session = await FleetSession.OpenAsync(new FleetSessionOptions { Host = _host, File = Path.Combine(_folder, "clawden.yaml"), Project = _project }, engine, new Talk(), ct);
        if (!session.HasErrors) return session;

        var faults = string.Concat(session.Diagnostics.Select(d => $"\n  {d.Code} {d.Span?.Line}:{d.Span?.Column} {d.What}; {d.Remedy}"));
        throw new InvalidOperationException($"the suite's own file has faults:{faults}");
    }

    /// <summary>A run that was killed could not remove its fleet; the process id in the name tells.</summary>
    private static async Task RemoveLeftoversAsync(IContainerEngine engine, CancellationToken ct)
    {
        var host = new FleetHost(engine, FleetHostOptions.Discover());
        foreach (var fleet in await host.ListFleetsAsync(ct))
        {
            if (fleet.Name.StartsWith(NamePrefix, StringComparison.Ordinal) && int.TryParse(fleet.Name[NamePrefix.Length..], CultureInfo.InvariantCulture, out var pid) && !IsAlive(pid))
            {
                await host.DownAsync(fleet.Name, volumes: true, new Progress<FleetEvent>(), ct);
            }
        }
    }

    private static bool IsAlive(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private void WriteFiles()
    {
        Directory.CreateDirectory(_folder);
        File.WriteAllText(Path.Combine(_folder, ".env"), _variables);
        File.WriteAllText(Path.Combine(_folder, "clawden.yaml"), _text.Replace("name: conformance\n", $"name: {FleetName}\n", StringComparison.Ordinal));
    }

    private static void DeleteFolder(string folder)
    {
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }

    private static string Random(int length) => RandomNumberGenerator.GetString("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", length);

    /// <summary>Says what goes on, on standard error: a run that waits for an image should not look dead.</summary>
    private sealed class Talk : IProgress<FleetEvent>
    {
        public void Report(FleetEvent value)
        {
            if (value.Kind != FleetEventKind.ImageBuild) Console.Error.WriteLine($"{value.Member ?? FleetName}: {value.Text}{(value.Cause is null ? "" : $" ({value.Cause})")}");
        }
    }
}
