using System.Net.Sockets;
using ClawFleet.Engine.Connections;
using ClawFleet.Engine.Tests.Http;

namespace ClawFleet.Engine.Tests.Connections;

public sealed class NoEngineTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("clawfleet-none-").FullName;

    [Fact]
    public async Task Without_an_engine_everything_tried_is_listed_with_the_remedy()
    {
        await using var engine = new DockerEngine(() => [EngineAddress.Unix(Place("a.sock")), EngineAddress.Unix(Place("b.sock"))]);
        var error = await Assert.ThrowsAsync<EngineException>(() => engine.ListContainersAsync(new ContainerListQuery(true, []), default));
        Assert.Equal(EngineErrorKind.Unreachable, error.Kind);
        Assert.Equal($"No container engine answers; install and start Docker or Podman (sudo apt-get install docker.io), or set DOCKER_HOST. Tried: unix://{Place("a.sock")} (there is no such socket); unix://{Place("b.sock")} (there is no such socket).", error.Message);
    }

    [Fact]
    public async Task A_stopped_engine_is_to_be_started()
    {
        using (var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
            socket.Bind(new UnixDomainSocketEndPoint(Place("left.sock"))); // .NET removes a socket's file with the socket
        await File.WriteAllTextAsync(Place("left.sock"), "");
        await using var engine = new DockerEngine(() => [EngineAddress.Unix(Place("left.sock"))]);
        var error = await Assert.ThrowsAsync<EngineException>(() => engine.GetInfoAsync(default));
        Assert.Equal(EngineErrorKind.Unreachable, error.Kind);
        Assert.Contains("start it (sudo systemctl start docker)", error.Message, StringComparison.Ordinal);
        Assert.Contains("connection refused", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_engine_that_answers_is_taken()
    {
        await using var fake = new FakeEngine((_, connection, _) => FakeEngine.AnswerAsync(connection, 200, "[]"));
        await using var engine = new DockerEngine(() => [EngineAddress.Unix(Place("a.sock")), EngineAddress.Unix(fake.Socket)]);
        Assert.Empty(await engine.ListContainersAsync(new ContainerListQuery(true, []), default));
    }

    [Fact]
    public async Task A_named_address_is_named_in_the_error()
    {
        await using var engine = new DockerEngine(() => [EngineAddress.Parse("tcp://127.0.0.1:1", "DOCKER_HOST", null)]);
        var error = await Assert.ThrowsAsync<EngineException>(() => engine.GetInfoAsync(default));
        Assert.Equal("No container engine answers at tcp://127.0.0.1:1 (named by DOCKER_HOST): connection refused; start that engine or change DOCKER_HOST.", error.Message);
    }

    [Fact]
    public void A_socket_without_permission_is_told_with_the_remedy()
    {
        var error = ConnectFailure.From([(EngineAddress.Unix("/nothing.sock"), new FileNotFoundException()), (EngineAddress.Unix("/var/run/docker.sock"), new SocketException((int)SocketError.AccessDenied))]);
        Assert.Equal(EngineErrorKind.PermissionDenied, error.Kind);
        Assert.Contains("sudo usermod -aG docker $USER", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_engine_costs_nothing_before_its_first_call()
    {
        await using var engine = new DockerEngine(() => throw new InvalidOperationException("looked for too early"));
        Assert.NotNull(engine);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Place(string name) => Path.Combine(_folder, name);
}
