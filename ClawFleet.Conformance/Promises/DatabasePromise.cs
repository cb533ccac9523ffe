using ClawFleet.Conformance.Reporting;
using ClawFleet.Conformance.Subject;
using ClawFleet.Engine;
using ClawFleet.Runtimes;

namespace ClawFleet.Conformance.Promises;

/// <summary>A member's PostgreSQL: it can search vectors, and it is its member's alone.</summary>
[Collection(CollectionsByName.AtRest)]
public sealed class DatabasePromise(FleetUnderTest fleet)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, EachDatabase]
    public async Task Pgvector_answers_a_similarity_query(string database)
    {
        var nearest = await QueryAsync(database, """
            CREATE TEMP TABLE place (name text, embedding vector(3));
            INSERT INTO place VALUES ('far', '[9,9,9]'), ('near', '[1,2,4]'), ('middle', '[4,4,4]');
            SELECT name FROM place ORDER BY embedding <-> '[1,2,3]' LIMIT 1;
            """);
        Assert.True(nearest.ExitCode == 0 && nearest.Stdout.Trim().EndsWith("near", StringComparison.Ordinal), $"expected the nearest row, near; seen: exit {nearest.ExitCode} {nearest.Stdout} {nearest.Stderr}");
    }

    [Theory, EachDatabase]
    public async Task Its_member_reaches_it(string database)
    {
        var (spec, _) = await DatabaseAsync(database);
        var (exit, seen) = await ConnectAsync(fleet.Get(database).Member, spec.Host, spec.Port);
        Assert.True(exit == 0, $"expected a connection to {spec.Host}:{spec.Port}; seen: {seen}");
    }

    [Theory, EachDatabase]
    public async Task Nobody_else_reaches_it(string database)
    {
        var container = await fleet.InspectAsync(database, Ct);
        Assert.True(container.Ports.All(p => p.HostPort is null or 0), $"expected no port on this host; seen: {string.Join(", ", container.Ports)}");
        Assert.True(container.NetworkAddresses.Count == 1, $"expected one network; seen: {string.Join(", ", container.NetworkAddresses.Keys)}");

        var others = fleet.Containers.Where(c => !c.IsSidecar && c.Member != fleet.Get(database).Member).ToList();
        NotChecked.When(others.Count == 0, "the fleet has no other member to try from");
        foreach (var other in others)
        {
            foreach (var host in container.NetworkAddresses.Values.Append(fleet.Get(database).ContainerName).Append(container.Hostname).Append("postgres").Distinct(StringComparer.Ordinal))
            {
                var (exit, seen) = await ConnectAsync(other.Name, host, 5432);
                Assert.True(exit != 0, $"expected no connection from {other.Name} to {host}:5432; it connected {seen}");
            }
        }
    }

    [Theory, EachDatabase]
    public async Task Its_network_leads_nowhere(string database)
    {
        var container = await fleet.InspectAsync(database, Ct);
        var networks = await fleet.Engine.ListNetworksAsync(labelFilter: null, Ct);
        Assert.All(container.NetworkAddresses.Keys, name => Assert.True(networks.Any(n => n.Name == name && n.Internal), $"expected the network {name} to be internal; it has a way out"));

        // The way out that can be tried without leaving this machine: to the other members, on the fleet's own network.
        foreach (var other in fleet.Containers.Where(c => !c.IsSidecar))
        {
            var port = (await fleet.SpecAsync(other.Name, Ct))?.Port ?? 0;
            foreach (var (network, address) in (await fleet.InspectAsync(other.Name, Ct)).NetworkAddresses.Where(n => !container.NetworkAddresses.ContainsKey(n.Key)))
            {
                var (exit, seen) = await ConnectAsync(database, address, port);
                Assert.True(exit != 0, $"expected no connection from the database to {other.Name} at {address}:{port} on {network}; it connected {seen}");
            }
        }
    }

    [Theory, EachDatabase]
    public async Task It_demands_its_password(string database)
    {
        var member = fleet.Get(database).Member;
        var (spec, password) = await DatabaseAsync(database);
        var address = (await fleet.InspectAsync(database, Ct)).NetworkAddresses.Values.Single();
        Assert.True(password is { Length: >= 24 }, $"expected a generated password of at least 24 characters for {member}; seen: {password?.Length ?? 0} characters");

        Assert.True(await LoginAsync(database, spec, address, password) == 0, "expected the right password to be taken");
        Assert.True(await LoginAsync(database, spec, address, "wrong") != 0, "expected a wrong password to be refused; it was taken");
        Assert.True(await LoginAsync(database, spec, address, null) != 0, "expected no password to be refused; it was let in");
    }

    private async Task<int> LoginAsync(string database, DatabaseSpec spec, string address, string? password)
    {
        // Over the network address, as the member comes: what comes over the container's own socket may be trusted.
        var result = await fleet.Engine.ExecAsync(fleet.Get(database).ContainerName, new ExecSpec(["psql", "-w", "-h", address, "-U", spec.User, "-d", spec.Database, "-c", "select 1"])
        {
            Environment = password is null ? new Dictionary<string, string>() : new Dictionary<string, string> { ["PGPASSWORD"] = password },
        }, Ct);
        return result.ExitCode;
    }

    private async Task<ExecResult> QueryAsync(string database, string sql)
    {
        var (spec, password) = await DatabaseAsync(database);
        return await fleet.Engine.ExecAsync(fleet.Get(database).ContainerName, new ExecSpec(["psql", "-X", "-q", "-t", "-A", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-U", spec.User, "-d", spec.Database, "-c", sql])
        {
            Environment = new Dictionary<string, string> { ["PGPASSWORD"] = password ?? "" },
        }, Ct);
    }

    /// <summary>What the database's member was told of it, and the password as that member reads it.</summary>
    private async Task<(DatabaseSpec Spec, string? Password)> DatabaseAsync(string database)
    {
        var member = fleet.Get(database).Member;
        var spec = (await fleet.SpecAsync(member, Ct))?.Database;
        Assert.True(spec is not null, $"expected the spec of {member} to name its database");
        Assert.True(SecretRef.TryParse(spec.Password, out var secret), $"expected the password of {member} to be a secret reference; seen: {spec.Password}");
        return (spec, (await fleet.KnownSecretsAsync(member, Ct)).GetValueOrDefault(secret.FileName));
    }

    private async Task<(int Exit, string Seen)> ConnectAsync(string from, string host, int port)
    {
        var result = await fleet.RunAsync(from, ["timeout", "3", "bash", "-c", $"exec 3<>/dev/tcp/{host}/{port}"], Ct);
        return (result.ExitCode, result.Stderr.Trim());
    }
}
