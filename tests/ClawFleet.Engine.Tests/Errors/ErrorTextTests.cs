using System.Text;
using ClawFleet.Engine.Errors;

namespace ClawFleet.Engine.Tests.Errors;

public sealed class ErrorTextTests
{
    [Theory]
    // Docker 20.10 to 26
    [InlineData("driver failed programming external connectivity on endpoint a (5f): Bind for 127.0.0.1:18789 failed: port is already allocated", 18789)]
    [InlineData("driver failed programming external connectivity on endpoint a (5f): Bind for :::8080 failed: port is already allocated", 8080)]
    [InlineData("driver failed programming external connectivity on endpoint a (5f): Error starting userland proxy: listen tcp4 0.0.0.0:8080: bind: address already in use", 8080)]
    [InlineData("driver failed programming external connectivity on endpoint a (5f): Error starting userland proxy: listen tcp6 [::]:8080: bind: address already in use", 8080)]
    // Docker 27 and later
    [InlineData("failed to set up container networking: driver failed programming external connectivity on endpoint a (5f): failed to bind host port for 127.0.0.1:8080:172.17.0.2:80/tcp: address already in use", 8080)]
    [InlineData("failed to set up container networking: driver failed programming external connectivity on endpoint a (5f): failed to bind host port 0.0.0.0:8080/tcp: address already in use", 8080)]
    [InlineData("driver failed programming external connectivity on endpoint a (5f): Bind for [::1]:8080 failed: port is already allocated", 8080)]
    // Docker Desktop
    [InlineData("Ports are not available: exposing port TCP 127.0.0.1:8080 -> 127.0.0.1:0: listen tcp 127.0.0.1:8080: bind: address already in use", 8080)]
    [InlineData("Ports are not available: exposing port TCP 0.0.0.0:5432 -> 0.0.0.0:0: listen tcp 0.0.0.0:5432: bind: Only one usage of each socket address (protocol/network address/port) is normally permitted.", 5432)]
    // Podman: rootful, rootlessport, pasta
    [InlineData("cannot listen on the TCP port: listen tcp4 127.0.0.1:8080: bind: address already in use", 8080)]
    [InlineData("rootlessport listen tcp 127.0.0.1:8080: bind: address already in use", 8080)]
    [InlineData("pasta failed with exit code 1: Failed to bind port 8080 (Address already in use) for option '-t 127.0.0.1/8080-8080:80-80', exiting", 8080)]
    public void A_port_in_use_is_recognised_and_read(string text, int port)
    {
        var error = EngineErrors.FromAnswer("start container web", 500, text);
        Assert.Equal((EngineErrorKind.PortInUse, port, 500), (error.Kind, error.Port, error.StatusCode));
        Assert.Equal($"Cannot start container web: host port {port} is already in use; free it or publish another.", error.Message);
    }

    [Theory]
    [InlineData(500, "failed to copy: write /var/lib/docker/tmp/x: no space left on device", EngineErrorKind.NoSpace)]
    [InlineData(409, "Conflict. The container name \"/web\" is already in use by container \"5f\". You have to remove (or rename) that container to be able to reuse that name.", EngineErrorKind.Conflict)]
    [InlineData(500, "creating container storage: the container name \"web\" is already in use by 5f. You have to remove that container to be able to reuse that name: that name is already in use", EngineErrorKind.Conflict)]
    [InlineData(500, "network name demo already used: network already exists", EngineErrorKind.Conflict)]
    [InlineData(403, "error while removing network: network demo id 5f has active endpoints", EngineErrorKind.Conflict)]
    [InlineData(404, "No such image: nothing:1", EngineErrorKind.NotFound)]
    [InlineData(500, "nothing:1: image not known", EngineErrorKind.NotFound)]
    [InlineData(400, "invalid mount config for type \"bind\": bind source path does not exist: /x", EngineErrorKind.BadRequest)]
    [InlineData(500, "statfs /x: no such file or directory", EngineErrorKind.BadRequest)]
    [InlineData(400, "Unknown runtime specified crun", EngineErrorKind.Unsupported)]
    [InlineData(400, "unknown or invalid runtime name: crun", EngineErrorKind.Unsupported)]
    [InlineData(400, "client version 1.40 is too old. Minimum supported API version is 1.44", EngineErrorKind.Unsupported)]
    [InlineData(404, "page not found", EngineErrorKind.Unsupported)]
    [InlineData(404, "Not Found", EngineErrorKind.Unsupported)]
    [InlineData(405, "Method Not Allowed", EngineErrorKind.Unsupported)]
    [InlineData(401, "unauthorized", EngineErrorKind.PermissionDenied)]
    [InlineData(500, "something else", EngineErrorKind.EngineFault)]
    [InlineData(503, "", EngineErrorKind.EngineFault)]
    public void An_answer_has_its_kind(int status, string text, EngineErrorKind kind) => Assert.Equal(kind, EngineErrors.FromAnswer("do it", status, text).Kind);

    [Theory]
    [InlineData("""{"message":"No such container: web"}""", "No such container: web")]
    [InlineData("""{"cause":"no such container","message":"no container with name or ID \"web\" found: no such container","response":404}""", "no container with name or ID \"web\" found: no such container")]
    [InlineData("""{"cause":"that is why","message":"","response":500}""", "that is why")]
    [InlineData("page not found\n", "page not found")]
    [InlineData("<html><body>nginx</body></html>", "")]
    [InlineData("{\"message\":\"cut in the mid", "")]
    [InlineData("", "")]
    public void An_error_s_body_gives_its_words(string body, string message) => Assert.Equal(message, ErrorBody.Message(Encoding.UTF8.GetBytes(body)));

    [Fact]
    public void A_message_is_one_sentence_on_one_line() =>
        Assert.Equal("Cannot do it: first second.", EngineErrors.FromAnswer("do it", 500, "first\n\tsecond.\n").Message);

    [Fact]
    public void A_silent_failure_tells_its_status() =>
        Assert.Equal("Cannot do it: the engine answered with status 502 and no reason.", EngineErrors.FromAnswer("do it", 502, "").Message);
}
