using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using ClawFleet.EndToEnd.Fixture;
using ClawFleet.Engine;
using ClawFleet.Hosting.Images;

namespace ClawFleet.EndToEnd.Forwarding;

/// <summary>
/// VictoriaMetrics from Debian 13: an OTLP receiver that nobody here wrote, and that answers Prometheus's own queries. (Debian builds its Prometheus package without the OTLP receiver.)
/// It asks for a password.
/// </summary>
internal sealed class MetricsDatabase : IAsyncDisposable
{
    public const string Password = "end-to-end-otlp-password-0123456789";
    private const string Image = "clawfleet-e2e/victoria-metrics:1";
    private const int Port = 8428;

    private const string Dockerfile = $"""
        FROM {EngineFixture.Image}
        COPY ca-bundle.crt /tmp/clawfleet-build/ca-bundle.crt
        COPY apt-install /usr/local/bin/apt-install
        RUN apt-install victoria-metrics
        USER 10000:10000
        """;

    private readonly DockerEngine _engine = new();
    private readonly int _hostPort = Ports.Free();
    private readonly HttpClient _client;
    private readonly string _name;

    private MetricsDatabase(string name)
    {
        _name = name;
        _client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{_hostPort}/") };
        _client.DefaultRequestHeaders.Authorization = AuthenticationHeaderValue.Parse("Basic " + Credentials);
    }

    /// <summary>Name and password as the header has them.</summary>
    public static string Credentials { get; } = Convert.ToBase64String(Encoding.ASCII.GetBytes($"clawden:{Password}"));

    public Uri Address => _client.BaseAddress!;

    /// <summary>Built and made, and not started.</summary>
    public static async Task<MetricsDatabase> CreateAsync(string name)
    {
        var database = new MetricsDatabase(name);
        await database.BuildAsync();
        await database._engine.CreateContainerAsync(
            new ContainerSpec
            {
                Name = name,
                Image = Image,
                ReadOnlyRoot = true,
                Command = ["victoria-metrics", "-storageDataPath=/tmp/data", "-opentelemetry.usePrometheusNaming", "-search.latencyOffset=0s", "-httpAuth.username=clawden", $"-httpAuth.password={Password}"],
                Mounts = [new MountSpec(MountType.Tmpfs, null, "/tmp", TmpfsSizeBytes: 256 << 20, TmpfsMode: "1777")],
                Ports = [new PortBinding(Port, "127.0.0.1", database._hostPort)],
            },
            CancellationToken.None);
        return database;
    }

    public Task StartAsync() => _engine.StartContainerAsync(_name, CancellationToken.None);

    /// <summary>The points of one series, oldest first, by Prometheus's query API; empty while there is none.</summary>
    public async Task<List<(DateTimeOffset Time, double Value)>> PointsAsync(string selector)
    {
        try
        {
            var answer = JsonDocument.Parse(await _client.GetStringAsync(new Uri($"api/v1/query?query={Uri.EscapeDataString(selector + "[1h]")}", UriKind.Relative))).RootElement;
            var series = answer.GetProperty("data").GetProperty("result");
            return series.GetArrayLength() == 0 ? [] : [.. Assert.Single(series.EnumerateArray()).GetProperty("values").EnumerateArray().Select(Point)];
        }
        catch (HttpRequestException)
        {
            return []; // It only just starts.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _engine.RemoveContainerAsync(_name, force: true, CancellationToken.None);
        await _engine.DisposeAsync();
        _client.Dispose();
    }

    private static (DateTimeOffset Time, double Value) Point(JsonElement pair)
        => (DateTimeOffset.UnixEpoch.AddSeconds(pair[0].GetDouble()), double.Parse(pair[1].GetString()!, System.Globalization.CultureInfo.InvariantCulture));

    private async Task BuildAsync()
    {
        var context = new BuildContext()
            .AddFile("Dockerfile", Encoding.UTF8.GetBytes(Dockerfile))
            .AddFile("apt-install", Path.Combine(Repository.Root, "runtimes", "base", "apt-install"), BuildContext.ProgramMode)
            .AddFile("ca-bundle.crt", CaBundle.Read());
        var spec = new ImageBuildSpec { Tags = [Image], BuildArguments = NetworkArguments.Read(Environment.GetEnvironmentVariable).ToDictionary(StringComparer.Ordinal) };
        await using var tar = context.OpenTar();
        await foreach (var _ in _engine.BuildImageAsync(spec, tar, CancellationToken.None))
        {
        }
    }
}
