using System.Net;
using System.Text.Json.Nodes;
using ClawFleet.Fakes;
using ClawFleet.Hosting;
using ClawFleet.Telemetry;

namespace ClawFleet.Dashboard.Tests.Support;

/// <summary>A page of a fleet <c>crew</c> with the member <c>one</c> and its sidecar <c>one-db</c>, on an engine in memory, and a browser that was let in.</summary>
internal sealed class OpenPage : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("clawfleet-dashboard-").FullName;

    private FleetHostOptions hostOptions = null!;

    private OpenPage()
    {
    }

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public FakeEngine Engine { get; } = new();

    public TelemetryStore Store { get; private init; } = null!;

    public FleetDashboard Page { get; private set; } = null!;

    /// <summary>Has the cookie and follows no redirect.</summary>
    public HttpClient Browser { get; private set; } = null!;

    /// <summary>Has neither cookie nor token.</summary>
    public HttpClient Stranger { get; private set; } = null!;

    public string Secret => Page.LoginLink.Query["?t=".Length..];

    public static async Task<OpenPage> StartAsync(DashboardOptions? options = null, TelemetryStoreOptions? recorded = null)
    {
        var open = new OpenPage { Store = new TelemetryStore(recorded ?? new TelemetryStoreOptions()) };
        await open.Engine.AddAsync("crew", "one", "one", "member");
        await open.Engine.AddAsync("crew", "one-db", "one", "sidecar");
        var host = new FleetHost(open.Engine, open.hostOptions = new FleetHostOptions(FleetHostOptions.Discover().Home, Path.Combine(open.folder, "state"), Path.Combine(open.folder, "secrets")));
        open.Page = await FleetDashboard.StartAsync(host, "crew", open.Store, options ?? new DashboardOptions(), Token);
        open.Browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = open.Page.Address };
        open.Stranger = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = open.Page.Address };
        using var login = await open.Browser.GetAsync(open.Page.LoginLink, Token);
        Assert.Equal(HttpStatusCode.SeeOther, login.StatusCode);
        return open;
    }

    /// <summary>The fleet's file, once <see cref="UpAsync"/> has written it.</summary>
    public string File => Path.Combine(folder, "clawden.yaml");

    /// <summary>Writes the fleet's file and brings the fleet up from it.</summary>
    /// <param name="text">Below <c>name: crew</c> and <c>simulate: always</c>.</param>
    public async Task UpAsync(string text)
    {
        Write(text);
        var session = await FleetSession.OpenAsync(new FleetSessionOptions { File = File, Host = hostOptions }, Engine, new Progress<FleetEvent>(), Token);
        Assert.False(session.HasErrors, string.Join('\n', session.Diagnostics));
        await session.UpAsync(new Progress<FleetEvent>(), Token);
    }

    public void Write(string text) => System.IO.File.WriteAllText(File, "name: crew\nsimulate: always\n" + text);

    /// <summary>Puts a secret where the host puts those of a container.</summary>
    public void LaySecret(string container, string file, string value)
    {
        var its = Directory.CreateDirectory(Path.Combine(folder, "secrets", "crew", container));
        System.IO.File.WriteAllText(Path.Combine(its.FullName, file), value);
    }

    /// <summary>A page as a reader sees its source; it must be there.</summary>
    public Task<string> HtmlAsync(string path) => Browser.GetStringAsync(path, Token);

    public async Task<JsonNode> JsonAsync(string path) => JsonNode.Parse(await Browser.GetStringAsync(path, Token))!;

    public async Task<HttpResponseMessage> PostAsync(HttpClient client, string path, string? origin, string? bearer = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        if (origin is not null)
            request.Headers.Add("Origin", origin);
        if (bearer is not null)
            request.Headers.Add("Authorization", "Bearer " + bearer);
        return await client.SendAsync(request, Token);
    }

    public async ValueTask DisposeAsync()
    {
        await Page.DisposeAsync();
        Browser.Dispose();
        Stranger.Dispose();
        Store.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}
