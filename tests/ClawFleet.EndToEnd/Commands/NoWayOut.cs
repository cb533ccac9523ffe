using ClawFleet.EndToEnd.Fixture;
using ClawFleet.Engine;

namespace ClawFleet.EndToEnd.Commands;

/// <summary><c>network: {internal: true}</c>: the fleet starts and is watched over, and nothing in it can send a packet off the machine.</summary>
public sealed class NoWayOut
{
    // Documentation addresses (RFC 5737, RFC 3849): nobody is there even where a packet got out.
    private const string Try = """
        for address in 192.0.2.1 2001:db8::1; do timeout 2 bash -c "exec 3<>/dev/tcp/$address/80" 2>/dev/null && echo "reached $address"; done
        timeout 2 getent ahosts outside.example >/dev/null && echo "resolved a name of the outside"
        timeout 2 bash -c "exec 3<>/dev/tcp/two/42617" && echo "reached two"
        exit 0
        """;

    [Fact]
    public async Task An_internal_fleet_is_healthy_talks_among_itself_and_reaches_nothing_outside()
    {
        await using var fleet = new TempFleet("name: FLEET\nsimulate: always\nnetwork: {internal: true}\nruntimes:\n  - { name: one, runtime: zeroclaw }\n  - { name: two, runtime: zeroclaw }\n");
        await fleet.UpAsync();
        var rows = (await fleet.RunAsync("ps", "--json")).Exits(0).Json().EnumerateArray().ToList();
        Assert.All(rows, r => Assert.Equal("healthy", r.GetProperty("health").GetString()));
        Assert.All(rows, r => Assert.Empty(r.GetProperty("ports").EnumerateArray()));

        await using var engine = new DockerEngine();
        Assert.True(Assert.Single(await engine.ListNetworksAsync(null, CancellationToken.None), n => n.Name == fleet.Name).Internal);
        Assert.Equal("reached two\n", (await fleet.RunAsync("exec", "one", "--", "sh", "-c", Try)).Exits(0).Stdout);
    }
}
