namespace ClawFleet.Engine.Tests.Http;

public sealed class NegotiationTests
{
    [Theory]
    [InlineData("1.41", "/v1.41/")]
    [InlineData("1.47", "/v1.47/")]
    [InlineData("1.52", "/v1.47/")]
    [InlineData("1.40", "/v1.40/")]
    public async Task The_older_of_both_versions_is_used(string theirs, string path)
    {
        await using var fake = new FakeEngine((_, connection, _) => FakeEngine.AnswerAsync(connection, 200, "[]"), $"Api-Version: {theirs}\r\n");
        await fake.Engine.ListContainersAsync(new ContainerListQuery(true, []), default);
        Assert.StartsWith("GET " + path, fake.Requests[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_first_calls_ask_for_the_version_once()
    {
        await using var fake = new FakeEngine((_, connection, _) => FakeEngine.AnswerAsync(connection, 200, "[]"));
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => fake.Engine.ListContainersAsync(new ContainerListQuery(true, []), default)));
        Assert.Single(fake.Requests, r => r.Contains("/_ping", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Calls_in_a_row_use_one_connection()
    {
        await using var fake = new FakeEngine((_, connection, _) => FakeEngine.AnswerAsync(connection, 204, "", close: false));
        for (var i = 0; i < 5; i++)
            await fake.Engine.StartContainerAsync("keep", default);
        Assert.Equal(1, fake.Connections);
    }

    [Fact]
    public async Task An_engine_too_old_is_unsupported()
    {
        await using var fake = new FakeEngine((_, _, _) => Task.CompletedTask, "Api-Version: 1.39\r\n");
        var error = await Assert.ThrowsAsync<EngineException>(() => fake.Engine.GetInfoAsync(default));
        Assert.Equal(EngineErrorKind.Unsupported, error.Kind);
        Assert.Contains("speaks API 1.39", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_engine_is_told()
    {
        await using var fake = new FakeEngine((_, _, _) => Task.CompletedTask, "Server: something\r\n");
        var error = await Assert.ThrowsAsync<EngineException>(() => fake.Engine.GetInfoAsync(default));
        Assert.Equal(EngineErrorKind.Unreachable, error.Kind);
        Assert.Contains("is no container engine", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1.43", 1)]
    [InlineData("1.44", 0)]
    public async Task Further_networks_are_joined_after_the_create_where_the_api_takes_one(string version, int connects)
    {
        await using var fake = new FakeEngine((request, connection, _) => request.Contains("/connect", StringComparison.Ordinal)
            ? FakeEngine.AnswerAsync(connection, 200, "")
            : FakeEngine.AnswerAsync(connection, 201, """{"Id":"abc"}"""), $"Api-Version: {version}\r\n");
        var spec = new ContainerSpec { Name = "web", Image = "a", Networks = [new NetworkEndpoint("one", []), new NetworkEndpoint("two", ["alias"])] };
        Assert.Equal("abc", await fake.Engine.CreateContainerAsync(spec, default));
        Assert.Equal(connects, fake.Requests.Count(r => r.Contains("/networks/two/connect", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_container_whose_second_network_fails_is_removed_again()
    {
        await using var fake = new FakeEngine((request, connection, _) => request.Contains("/connect", StringComparison.Ordinal)
            ? FakeEngine.AnswerAsync(connection, 404, """{"message":"network two not found"}""")
            : FakeEngine.AnswerAsync(connection, 201, """{"Id":"abc"}"""));
        var spec = new ContainerSpec { Name = "web", Image = "a", Networks = [new NetworkEndpoint("one", []), new NetworkEndpoint("two", [])] };
        var error = await Assert.ThrowsAsync<EngineException>(() => fake.Engine.CreateContainerAsync(spec, default));
        Assert.Equal(EngineErrorKind.NotFound, error.Kind);
        Assert.Contains(fake.Requests, r => r.StartsWith("DELETE /v1.41/containers/abc", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Libpod-Api-Version: 4.3.1\r\n", ContainerSpec.KeepInvoker, 1)]
    [InlineData("Libpod-Api-Version: 4.3.1\r\n", null, 4)]
    [InlineData("", ContainerSpec.KeepInvoker, 4)]
    public async Task Podman_makes_one_user_namespace_at_a_time(string header, string? userNamespace, int atOnce)
    {
        var (running, most) = (0, 0);
        var counting = new Lock();
        using var all = new CountdownEvent(4);
        await using var fake = new FakeEngine(async (request, connection, ct) =>
        {
            lock (counting) most = Math.Max(most, ++running);
            if (!all.Signal() && atOnce > 1)
                await Task.Run(() => all.Wait(ct), ct);
            else
                await Task.Delay(20, ct);
            lock (counting) running--;
            await FakeEngine.AnswerAsync(connection, 201, """{"Id":"abc"}""");
        }, $"Api-Version: 1.41\r\n{header}");
        await Task.WhenAll(Enumerable.Range(0, 4).Select(i => fake.Engine.CreateContainerAsync(new ContainerSpec { Name = $"c{i}", Image = "a", UserNamespace = userNamespace }, default)));
        Assert.Equal(atOnce, most);
    }
}
