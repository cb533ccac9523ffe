using System.Net;
using ClawFleet.EndToEnd.Fixture;
using ClawFleet.Engine;
using ClawFleet.Hosting.Hosts;

namespace ClawFleet.EndToEnd.Hosts;

/// <summary>The process that <c>up</c> leaves in the background: found, taken over, replaced and ended, and what it does when others die.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class HostOfAFleet : IAsyncDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(90);

    private readonly TempFleet _fleet = TempFleet.OfSimulated(("one", "")).WithHost();
    private readonly DockerEngine _engine = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private HostProcess Host => _fleet.Host;

    private string Container => $"{_fleet.Name}-one";

    public async ValueTask DisposeAsync()
    {
        await _engine.DisposeAsync();
        await _fleet.DisposeAsync();
    }

    [Fact]
    public async Task Up_leaves_one_whose_link_works_and_down_ends_it()
    {
        var up = await _fleet.UpAsync();
        var host = Host.Find();
        Assert.NotNull(host);
        up.Says($"dashboard: {host.LoginLink}");
        using var client = new HttpClient { BaseAddress = host.Address };
        Assert.Contains("one", await client.GetStringAsync(host.LoginLink, Ct), StringComparison.Ordinal);
        using (var stranger = new HttpClient())
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.GetAsync(new Uri(host.Address, "api/fleet"), Ct)).StatusCode);
            Assert.Equal("healthy\n", await stranger.GetStringAsync(new Uri(host.Address, "ready"), Ct));
        }

        // For its user's eyes only, and in no list of processes.
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_fleet.StateRoot, "clawfleet", _fleet.Name, "host.json")));
        Assert.DoesNotContain(host.Token, await File.ReadAllTextAsync($"/proc/{host.Process.Pid}/cmdline", Ct) + await File.ReadAllTextAsync($"/proc/{host.Process.Pid}/environ", Ct), StringComparison.Ordinal);

        (await _fleet.UpAsync()).Says("nothing to do", $"dashboard: {host.LoginLink}");
        await using (var dashboard = Clawden.StartDashboard(_fleet.Folder, new Dictionary<string, string>(_fleet.Variables)))
        {
            Assert.Equal(host.LoginLink.AbsoluteUri, (await dashboard.EndsAsync(Soon)).Exits(0).Stdout.Trim());
        }

        var log = (await _fleet.RunAsync("logs", "--host")).Exits(0).Stdout;
        Assert.Contains($"its page is at {host.Address}", log, StringComparison.Ordinal);
        Assert.DoesNotContain(host.Token, log, StringComparison.Ordinal);
        (await _fleet.RunAsync("logs", "--host", "one")).Exits(2).Says("--host is about no member");

        // What the file says of the page touches no member, and replaces the host.
        _fleet.Replace("simulate: always", "simulate: always\ndashboard: {basePath: /_fleet}");
        (await _fleet.UpAsync()).Says("nothing to do", "/_fleet/login?t=");
        Assert.False(host.Process.IsAlive);
        host = Host.Find()!;
        Assert.Equal("/_fleet/", host.Address.AbsolutePath);

        // Members that stop do not end it: they can be started from its page.
        (await _fleet.RunAsync("stop")).Exits(0);
        Assert.True(host.Process.IsAlive);
        (await _fleet.RunAsync("down")).Exits(0);
        Assert.False(host.Process.IsAlive);
        Assert.Null(Host.Find());

        // It took into the record what that did, before it ended.
        Assert.Empty(Directory.GetFiles(Path.Combine(_fleet.StateRoot, "clawfleet", _fleet.Name, "inbox")));
        await using var export = Clawden.StartObserver(_fleet.Folder, new Dictionary<string, string>(_fleet.Variables), ["telemetry", "export"]);
        Assert.Contains("\"down\"", (await export.EndsAsync(Soon)).Exits(0).Stdout, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_member_sends_its_telemetry_to_it_with_its_key_and_nobody_from_another_network_does()
    {
        await _fleet.UpAsync();
        var details = await _engine.InspectContainerAsync(Container, Ct);
        var endpoint = new Uri(Told("OTEL_EXPORTER_OTLP_ENDPOINT"));
        Assert.Equal(("one", "secret://OTEL_EXPORTER_OTLP_HEADERS"), (Told("OTEL_SERVICE_NAME"), Told("OTEL_EXPORTER_OTLP_HEADERS")));

        // Perl is all that the image has to make a connection with.
        var script = """
            key="x-otlp-api-key=$1"; [ -n "$1" ] || key=$(cat /run/secrets/otel-exporter-otlp-headers)
            perl -MIO::Socket::INET -e '
              $s = IO::Socket::INET->new(PeerAddr => "AUTHORITY", Timeout => 10) or die "no connection: $@";
              $b = q({"resourceLogs":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"one"}}]},"scopeLogs":[{"logRecords":[{"body":{"stringValue":"told from inside"}}]}]}]});
              ($n, $v) = split /=/, $ARGV[0], 2;
              print $s "POST /v1/logs HTTP/1.1\r\nHost: h\r\n$n: $v\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: " . length($b) . "\r\n\r\n$b";
              print scalar <$s>' "$key"
            """.ReplaceLineEndings("\n").Replace("AUTHORITY", endpoint.Authority, StringComparison.Ordinal);
        await Eventually.HoldsAsync("the record is taken", async () => (await TellAsync(Container)).Contains("200", StringComparison.Ordinal));
        Assert.Contains("401", await TellAsync(Container, "wrong"), StringComparison.Ordinal);
        var host = Host.Find()!;
        using var client = new HttpClient { BaseAddress = host.Address };
        client.DefaultRequestHeaders.Authorization = new("Bearer", host.Token);
        await Eventually.HoldsAsync("the page has it", async () => (await client.GetStringAsync(new Uri("api/logs?member=one&text=told%20from%20inside", UriKind.Relative), Ct)).Contains("told from inside", StringComparison.Ordinal));

        // Another network of this machine's reaches the address, and is not answered, whatever it knows.
        await using var stranger = TempFleet.OfSimulated(("two", ""));
        await stranger.UpAsync();
        Assert.DoesNotContain("HTTP", await TellAsync($"{stranger.Name}-two", host.OtlpKey!), StringComparison.Ordinal);

        string Told(string name) => details.Environment.Single(v => v.StartsWith(name + "=", StringComparison.Ordinal))[(name.Length + 1)..];
        async Task<string> TellAsync(string container, string key = "") => (await _engine.ExecAsync(container, new ExecSpec(["/bin/sh", "-c", script, "sh", key]), Ct)).Stdout;
    }

    [Fact]
    public async Task A_member_that_is_killed_comes_back_and_a_host_that_is_killed_is_replaced()
    {
        await _fleet.UpAsync();
        var first = Host.Find()!;
        await KilledMemberComesBackAsync();

        await SignalAsync(first.Process.Pid, "KILL");
        await Eventually.HoldsAsync("the killed host is not found", () => Host.Find() is null);
        var id = (await _engine.InspectContainerAsync(Container, Ct)).Id;
        (await _fleet.RunAsync("ps")).Exits(0);
        (await _fleet.UpAsync()).Says("nothing to do");
        Assert.NotEqual(first.Process, Host.Find()!.Process);
        Assert.Equal(id, (await _engine.InspectContainerAsync(Container, Ct)).Id);

        (await _fleet.RunAsync("up", "-d", "--no-host")).Exits(0);
        Assert.Null(Host.Find());
    }

    [Fact]
    public async Task An_attached_up_ends_it_and_one_that_is_killed_leaves_it_to_watch_the_fleet()
    {
        await using (var attached = _fleet.Start("up"))
        {
            await attached.SaysAsync("its link", Soon, p => p.StderrSoFar.Contains("dashboard: http://127.0.0.1:", StringComparison.Ordinal));
            // It does that itself as long as it lasts.
            Assert.DoesNotContain("watching over", await File.ReadAllTextAsync(Host.LogFile, Ct), StringComparison.Ordinal);
            await attached.SignalAsync("KILL");
            (await attached.EndsAsync(Soon)).Exits(137);
        }

        var host = Host.Find();
        Assert.NotNull(host);
        await KilledMemberComesBackAsync();
        await SignalAsync(host.Process.Pid, "TERM");
        await Eventually.HoldsAsync("the host has ended", () => Host.Find() is null);

        await using var again = _fleet.Start("up");
        await again.SaysAsync("its link", Soon, p => p.StderrSoFar.Contains("dashboard: http://127.0.0.1:", StringComparison.Ordinal));
        Assert.NotNull(Host.Find());
        await again.SignalAsync("INT");
        (await again.EndsAsync(Soon)).Exits(0);
        Assert.Null(Host.Find());
    }

    /// <summary>What the engine itself never does: for it, who kills a container wants it to stay down.</summary>
    private async Task KilledMemberComesBackAsync()
    {
        var before = (await _engine.InspectContainerAsync(Container, Ct)).StartedAt;
        await Eventually.HoldsAsync("the host says what it watches over", () => File.ReadAllText(Host.LogFile).Contains("watching over one", StringComparison.Ordinal));
        await _engine.KillContainerAsync(Container, "KILL", Ct);
        await Eventually.HoldsAsync("the member runs again", async () => await _engine.InspectContainerAsync(Container, Ct) is { State: ContainerState.Running } now && now.StartedAt > before);
    }


    private static async Task SignalAsync(int pid, string name)
    {
        using var kill = System.Diagnostics.Process.Start("kill", [$"-{name}", pid.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(Ct);
    }
}
