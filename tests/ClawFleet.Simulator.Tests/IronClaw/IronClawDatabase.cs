using System.Diagnostics;
using System.Runtime.InteropServices;
using ClawFleet.Simulator.Tests.Processes;
using Npgsql;
using static ClawFleet.Simulator.Tests.IronClaw.IronClawFleetMember;

namespace ClawFleet.Simulator.Tests.IronClaw;

public sealed class IronClawDatabase(PostgresServer server) : IClassFixture<PostgresServer>, IDisposable
{
    private const string Url = "IRONCLAW_REBORN_POSTGRES_URL";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task While_the_database_is_away_only_health_answers()
    {
        await using var ironclaw = Hosted(_folder, HostedConfig);
        var http = await ironclaw.ListeningAsync(Token);

        Assert.Equal(200, (await http.GetJsonAsync("/api/health")).Status);
        Assert.Equal(503, (await http.GetJsonAsync("/api/webchat/v2/session")).Status);
        ironclaw.Signal(PosixSignal.SIGTERM);
        Assert.Equal(0, await ironclaw.ExitAsync());
    }

    [Fact]
    public async Task A_database_that_never_comes_ends_it_after_its_patience()
    {
        var clock = Stopwatch.StartNew();
        await using var ironclaw = Hosted(_folder, HostedConfig, ("IRONCLAW_FILESYSTEM_POSTGRES_MIGRATION_CONNECT_MAX_WAIT_SECS", "1"));

        Assert.Equal(1, await ironclaw.ExitAsync());
        Assert.Contains("did not answer within 1 s", ironclaw.Said, StringComparison.Ordinal);
        Assert.True(clock.Elapsed >= TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task It_makes_upstream_s_tables_and_keeps_its_turns_there()
    {
        var url = await server.CreateDatabaseAsync("turns");
        string id;
        await using (var first = Hosted(_folder, HostedConfig, (Url, url)))
        {
            var http = await first.ListeningAsync(Token);
            await first.SaidAsync("INFO ready");
            id = (string)(await http.PostJsonAsync("/api/v1/responses", """{"model":"m","input":"hi"}""")).Body!["id"]!;
        }
        await using var source = NpgsqlDataSource.Create(server.ConnectionString("turns"));
        await using var command = source.CreateCommand("SELECT count(*) FROM root_filesystem_entries WHERE kind = 'clawsim.turn'");
        Assert.Equal(1L, await command.ExecuteScalarAsync(TestContext.Current.CancellationToken));

        Directory.Delete(_folder.File("home/hosted-single-tenant"), recursive: true); // all that is left is the database
        await using var second = Hosted(_folder, null, (Url, url));
        var again = await second.ListeningAsync(Token);
        await second.SaidAsync("INFO ready");
        Assert.Equal(200, (await again.GetJsonAsync("/api/v1/responses/" + id)).Status);
        Assert.Equal("ready", (string?)(await again.GetJsonAsync("/api/webchat/v2/operator/status")).Body!["overall"]);
    }

    [Fact]
    public async Task A_wrong_password_ends_it_at_once_and_is_not_repeated()
    {
        var url = (await server.CreateDatabaseAsync("wrong")).Replace(PostgresServer.Password, "not-the-password", StringComparison.Ordinal);
        await using var ironclaw = Hosted(_folder, HostedConfig, (Url, url));

        Assert.Equal(1, await ironclaw.ExitAsync());
        Assert.Contains("28P01", ironclaw.Said, StringComparison.Ordinal);
        Assert.DoesNotContain("not-the-password", ironclaw.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_does_not_exist_ends_it_at_once()
    {
        var url = (await server.CreateDatabaseAsync("there")).Replace("/there", "/elsewhere", StringComparison.Ordinal);
        await using var ironclaw = Hosted(_folder, HostedConfig, (Url, url));

        Assert.Equal(1, await ironclaw.ExitAsync());
        Assert.Contains("3D000", ironclaw.Said, StringComparison.Ordinal);
    }
}
