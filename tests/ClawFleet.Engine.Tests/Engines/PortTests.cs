using System.Net;
using System.Net.Sockets;

namespace ClawFleet.Engine.Tests.Engines;

[Collection("Engine")]
public sealed class PortTests(EnginesFixture engines)
{
    [Theory, MemberData(nameof(EngineNames.All), MemberType = typeof(EngineNames))]
    public async Task A_published_port_answers_and_is_listed_once(string name)
    {
        var test = await engines.GetAsync(name);
        var port = FreePort();
        var id = await test.StartSleeperAsync(spec => spec with { Ports = [new PortBinding(8080, "127.0.0.1", port), new PortBinding(9090, "127.0.0.1", 0), new PortBinding(7070, "0.0.0.0", 0)] });

        var listed = Assert.Single(await test.Engine.ListContainersAsync(new ContainerListQuery(All: false, [EngineUnderTest.LabelFilter]), default), c => c.Id == id);
        Assert.Equal([7070, 8080, 9090], listed.Ports.Select(p => p.ContainerPort));
        Assert.Equal(new PublishedPort(8080, "127.0.0.1", port, "tcp"), listed.Ports[1]);
        Assert.All(listed.Ports, p => Assert.True(p.HostPort > 0));
        var details = await test.Engine.InspectContainerAsync(id, default);
        Assert.Equal(listed.Ports, details.Ports);
        await test.Engine.RemoveContainerAsync(id, force: true, default);
    }

    [Theory, MemberData(nameof(EngineNames.All), MemberType = typeof(EngineNames))]
    public async Task A_port_in_use_is_named(string name)
    {
        var test = await engines.GetAsync(name);
        using var holder = new TcpListener(IPAddress.Loopback, 0);
        holder.Start();
        var port = ((IPEndPoint)holder.LocalEndpoint).Port;

        var error = await Assert.ThrowsAsync<EngineException>(() => test.StartSleeperAsync(spec => spec with { Ports = [new PortBinding(80, "127.0.0.1", port)] }));
        Assert.Equal((EngineErrorKind.PortInUse, port), (error.Kind, error.Port));
        Assert.Contains($"host port {port} is already in use", error.Message, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(EngineNames.All), MemberType = typeof(EngineNames))]
    public async Task A_port_of_another_container_is_named(string name)
    {
        var test = await engines.GetAsync(name);
        var port = FreePort();
        var holder = await test.StartSleeperAsync(spec => spec with { Ports = [new PortBinding(80, "127.0.0.1", port)] });
        var error = await Assert.ThrowsAsync<EngineException>(() => test.StartSleeperAsync(spec => spec with { Ports = [new PortBinding(80, "127.0.0.1", port)] }));
        Assert.Equal((EngineErrorKind.PortInUse, port), (error.Kind, error.Port));
        await test.Engine.RemoveContainerAsync(holder, force: true, default);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
