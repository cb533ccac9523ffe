using System.Text.Json.Nodes;
using ClawFleet.Engine;
using ClawFleet.Fakes;
using ClawFleet.Hosting;
using ClawFleet.Model.Plans;
using ClawFleet.Observer.Mcp;
using ClawFleet.Telemetry;

namespace ClawFleet.Observer.Tests.Mcp;

/// <summary>The tools on a fleet of an engine in memory, with folders of its own.</summary>
internal sealed class ToolFleet : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("clawfleet-mcp-").FullName;

    public ToolFleet(string fleet)
    {
        Fleet = fleet;
        Options = new FleetHostOptions(_folder, Path.Combine(_folder, "state"), Path.Combine(_folder, "secrets"));
        Host = new FleetHost(Engine, Options);
        Running = new HostLogs(Host, fleet);
        Members = new MemberTools(Host, fleet);
        Lifecycle = new LifecycleTools(Host, fleet);
        Telemetry = new TelemetryTools(new FreshRecord(Host, fleet), Running, () => Host.MaskOf(fleet));
        Directory.CreateDirectory(Path.Combine(Options.StateRoot, fleet));
    }

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public string Fleet { get; }
    public FakeEngine Engine { get; } = new();
    public FleetHostOptions Options { get; }
    public FleetHost Host { get; }
    public HostLogs Running { get; }
    public MemberTools Members { get; }
    public LifecycleTools Lifecycle { get; }
    public TelemetryTools Telemetry { get; }

    public string RecordFolder => new FleetInbox(Options, Fleet).RecordFolder;

    public static JsonObject Read(string answer) => JsonNode.Parse(answer)!.AsObject();

    public static List<string> Texts(string answer) => [.. Read(answer)["logs"]!.AsArray().Select(l => l!["text"]!.GetValue<string>())];

    public void Record(Signal signal, string request)
    {
        using var store = new TelemetryStore(new TelemetryStoreOptions { Folder = RecordFolder });
        store.AppendJson(signal, System.Text.Encoding.UTF8.GetBytes(request));
    }

    public void PutSecret(string value)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Options.SecretsRoot, Fleet, $"{Fleet}-one")).FullName;
        File.WriteAllText(Path.Combine(folder, "token"), value);
    }

    /// <summary>A container that says what it was made from.</summary>
    public async Task AddPlannedAsync(string name, string plan) => await Engine.CreateContainerAsync(
        new ContainerSpec { Name = $"{Fleet}-{name}", Image = "clawfleet/tiny:1", Labels = new Dictionary<string, string> { [FleetLabels.Fleet] = Fleet, [FleetLabels.Member] = name, [FleetLabels.Plan] = plan } }, Token);

    public void Dispose()
    {
        Running.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
