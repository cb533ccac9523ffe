using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text.Json;
using System.Text.RegularExpressions;
using ClawFleet.EndToEnd.Fixture;
using ClawFleet.EndToEnd.Images;
using ClawFleet.Engine;
using ClawFleet.Hosting;
using ClawFleet.Hosting.Images;
using ClawFleet.Model.Catalogue;
using ClawFleet.Model.Plans;

namespace ClawFleet.EndToEnd.Rootless;

/// <summary>A user without privileges, a machine with Podman, and nothing set up: the launcher starts the service, and the fleet is as contained as anywhere.</summary>
[UnsupportedOSPlatform("windows")]
public sealed partial class FleetOnRootlessPodman(EngineFixture docker)
{
    private const string Token = "1234567890:rootless-channel-token-0123456789";
    private const string Key = "sk-rootless-provider-key-0123456789abcdef";
    private const string File = """
        name: rootless
        simulate: always
        channels:
          desk: { type: telegram, token: $E2E_ROOTLESS_TOKEN, allowed_users: ["4242"] }
        providers:
          house: { type: openai, base_url: "http://host.docker.internal:9/v1", api_key: $E2E_ROOTLESS_KEY }
        runtimes:
          - { name: zc, runtime: zeroclaw, ports: auto, workspace: ./papers, channels: [desk], provider: house, model: test-model }
          - { name: ic, runtime: ironclaw, ports: auto }
          - { name: alone, runtime: zeroclaw, ports: auto }

        """;

    // One line a fact; the test compares them all.
    private const string LookAround = """
        echo "user $(id -u) $(grep ^Uid: /proc/1/status | tr '\t' ' ')"
        grep -E '^(CapBnd|CapEff|NoNewPrivs|Seccomp):' /proc/1/status | tr '\t' ' '
        for place in / /var/tmp /etc /usr/local; do touch "$place/x" 2>/dev/null && echo "wrote $place"; done
        echo "host said $(cat from-host)"
        echo from-member > from-member
        stat -c '%n %a %u' /run/secrets/*
        getent hosts postgres ic-postgres >/dev/null && echo "knows another's database"
        exit 0
        """;

    // An export of one log record, as a program with an OpenTelemetry SDK sends it.
    private const string Export = """
        place=${OTEL_EXPORTER_OTLP_ENDPOINT#http://}
        body='{"resourceLogs":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"zc"}}]},"scopeLogs":[{"logRecords":[{"body":{"stringValue":"sent from within"}}]}]}]}'
        exec 3<>"/dev/tcp/${place%:*}/${place#*:}"
        printf 'POST /v1/logs HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\n%s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s' \
          "$place" "$(sed 's/=/: /' /run/secrets/otel-exporter-otlp-headers)" "${#body}" "$body" >&3
        head -n 1 <&3
        """;

    private static CancellationToken Soon => new CancellationTokenSource(TimeSpan.FromMinutes(4)).Token;

    [Fact]
    public async Task A_fleet_comes_up_on_rootless_Podman_as_an_ordinary_user()
    {
        var socket = docker.Socket;
        await using var user = await OrdinaryUser.MakeAsync();
        user.Variables["E2E_ROOTLESS_TOKEN"] = Token;
        user.Variables["E2E_ROOTLESS_KEY"] = Key;
        await UserCheckout.MakeAsync(user);
        await user.WriteAsync("fleet/clawden.yaml", File);
        await user.WriteAsync("fleet/papers/from-host", "hello");
        await user.OwnAsync();
        var folder = Path.Combine(user.Home, "fleet");
        Task<CliResult> Clawden(params string[] arguments) => user.RunAsync(folder, [Path.Combine(user.Home, "clawfleet", "clawden"), .. arguments]);

        (await Clawden("ps")).Exits(0).Says("starting Podman's service", user.PodmanSocket);
        await using var podman = new DockerEngine("unix://" + user.PodmanSocket);
        var info = await podman.GetInfoAsync(Soon);
        Assert.True(info is { IsPodman: true, Rootless: true });
        await GiveBaseImagesAsync(socket, user.PodmanSocket);

        var up = (await Clawden("up", "-d")).Exits(0);
        Assert.True(info.CgroupVersion != "1" || up.Stderr.Contains("Nothing limits the memory, CPU, processes", StringComparison.Ordinal), up.Stderr);
        Assert.DoesNotContain("starting Podman's service", up.Stderr, StringComparison.Ordinal);
        up.Says("dashboard: http://127.0.0.1:");
        var rows = (await Clawden("ps", "--json")).Exits(0).Json().EnumerateArray().ToList();
        Assert.Equal(["alone healthy", "ic healthy", "ic-postgres healthy", "zc healthy"], rows.Select(r => $"{r.GetProperty("name").GetString()} {r.GetProperty("health").GetString()}").Order(StringComparer.Ordinal));
        await AnswersOnLoopbackAsync(rows);

        var seen = (await Clawden("exec", "zc", "--", "sh", "-c", LookAround)).Exits(0).Stdout.TrimEnd().Split('\n');
        Assert.Equal(
            [$"user {user.Uid} Uid: {user.Uid} {user.Uid} {user.Uid} {user.Uid}", "CapEff: 0000000000000000", "CapBnd: 0000000000000000", "NoNewPrivs: 1", "Seccomp: 2", "host said hello"],
            seen.Where(l => !l.StartsWith("/run/secrets/", StringComparison.Ordinal)));
        Assert.Equal("hello from the machine", await AskTheMachineAsync(port => Clawden("exec", "zc", "--", "bash", "-c", $"cat < /dev/tcp/host.docker.internal/{port}")));
        var export = (await Clawden("exec", "zc", "--", "bash", "-c", Export)).Exits(0).Stdout.Trim();
        Assert.Equal("HTTP/1.1 200 OK", export);
        await IsRecordedAsync(up.Stdout + up.Stderr, "sent from within");
        var secrets = seen.Where(l => l.StartsWith("/run/secrets/", StringComparison.Ordinal)).ToList();
        Assert.Equal(4, secrets.Count);
        Assert.All(secrets, s => Assert.EndsWith($" 400 {user.Uid}", s, StringComparison.Ordinal));
        var written = Path.Combine(folder, "papers", "from-member");
        Assert.Equal($"{user.Uid} from-member", $"{(await OrdinaryUser.RootAsync("stat", "-c", "%u", written)).Stdout.Trim()} {(await System.IO.File.ReadAllTextAsync(written, Soon)).Trim()}");
        var inspected = await InspectAllAsync(podman);
        Assert.DoesNotContain(Token, inspected, StringComparison.Ordinal);
        Assert.DoesNotContain(Key, inspected, StringComparison.Ordinal);
        Assert.NotEmpty((await Clawden("logs", "zc")).Exits(0).Stdout);

        (await Clawden("restart", "zc")).Exits(0);
        (await Clawden("exec", "ic", "--", "sh", "-c", "echo old >/state/mark")).Exits(0);
        (await Clawden("upgrade", "ic", "--to", "1.2.0", "--keep-copy")).Exits(0).Says("ic-postgres-state-before-upgrade");
        (await Clawden("exec", "ic", "--", "sh", "-c", "echo new >/state/mark")).Exits(0);
        (await Clawden("upgrade", "--rollback", "ic")).Exits(0).Says("ic runs 1.3.0 again");
        Assert.Equal("old\n", (await Clawden("exec", "ic", "--", "cat", "/state/mark")).Exits(0).Stdout);
        (await Clawden("up", "-d")).Exits(0).Says("nothing to do");
        (await Clawden("down", "--volumes")).Exits(0);
        Assert.Equal("", await LeftAsync(podman));
        Assert.False(Directory.Exists(Path.Combine(user.RuntimeFolder, "clawfleet", "rootless")), "expected the secret files to be gone");
        Assert.True(System.IO.File.Exists(written), "expected the workspace, which is the user's own folder, to stay");
    }

    /// <summary>What takes long to make comes from the other engine; the members' own images are built here, through Podman's API.</summary>
    private static async Task GiveBaseImagesAsync(string docker, string podman)
    {
        var home = Repository.Root;
        var catalogue = RuntimeCatalogue.Read(Path.Combine(home, "runtimes"));
        await using var engine = new DockerEngine("unix://" + docker);
        var images = new FleetImages(engine, new FleetHostOptions(home, Path.Combine(Path.GetTempPath(), "clawfleet-e2e-locks"), home), catalogue);
        var postgres = images.Names().Real["postgres"];
        await images.EnsureAsync([postgres], rebuild: false, new HeardProgress(), Soon);
        await ImageTransfer.CopyAsync(docker, podman, [new RecipeBook(home, catalogue).Base.Reference, postgres], Soon);
    }

    /// <param name="said">By <c>up</c>, with the link of the dashboard.</param>
    private static async Task IsRecordedAsync(string said, string text)
    {
        var link = LinkPattern().Match(said);
        using var http = new HttpClient { BaseAddress = new Uri(link.Groups[1].Value) };
        http.DefaultRequestHeaders.Authorization = new("Bearer", link.Groups[2].Value);
        await Eventually.HoldsAsync($"'{text}' is recorded", async () =>
            (await http.GetStringAsync(new Uri($"api/logs?member=zc&text={Uri.EscapeDataString(text)}", UriKind.Relative), Soon)).Contains(text, StringComparison.Ordinal));
    }

    [GeneratedRegex(@"(http://127\.0\.0\.1:\d+/)login\?t=(\w+)")]
    private static partial Regex LinkPattern();

    private static async Task AnswersOnLoopbackAsync(IEnumerable<JsonElement> rows)
    {
        using var http = new HttpClient();
        foreach (var row in rows.Where(r => r.GetProperty("role").GetString() == "member"))
        {
            Assert.All(row.GetProperty("ports").EnumerateArray(), p => Assert.StartsWith("127.0.0.1:", p.GetString(), StringComparison.Ordinal));
            Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri(row.GetProperty("address").GetString() + "/health"), Soon)).StatusCode);
        }
    }

    /// <summary>A server of the machine's, on all of its addresses, says one line to whoever connects.</summary>
    private static async Task<string> AskTheMachineAsync(Func<int, Task<CliResult>> ask)
    {
        using var server = new TcpListener(IPAddress.Any, 0);
        server.Start();
        var asked = ask(((IPEndPoint)server.LocalEndpoint).Port);
        var accepting = server.AcceptTcpClientAsync(Soon).AsTask();
        if (await Task.WhenAny(accepting, asked) == accepting)
        {
            using var client = await accepting;
            await client.GetStream().WriteAsync("hello from the machine"u8.ToArray(), Soon);
        }

        return (await asked).Exits(0).Stdout.Trim();
    }

    private static async Task<string> InspectAllAsync(DockerEngine engine)
    {
        var all = await engine.ListContainersAsync(new ContainerListQuery(All: true, [$"{FleetLabels.Fleet}=rootless"]), Soon);
        Assert.Equal(4, all.Count);
        return string.Concat(await Task.WhenAll(all.Select(async c => (await engine.InspectContainerAsync(c.Id, Soon)).RawJson)));
    }

    private static async Task<string> LeftAsync(DockerEngine engine)
    {
        var label = $"{FleetLabels.Fleet}=rootless";
        var containers = await engine.ListContainersAsync(new ContainerListQuery(All: true, [label]), Soon);
        var networks = await engine.ListNetworksAsync(label, Soon);
        var volumes = await engine.ListVolumesAsync(label, Soon);
        return string.Join(' ', containers.Select(c => c.Name).Concat(networks.Select(n => n.Name)).Concat(volumes.Select(v => v.Name)));
    }
}
