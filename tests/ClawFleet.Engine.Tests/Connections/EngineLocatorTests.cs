using System.Security.Cryptography;
using System.Text;
using ClawFleet.Engine.Connections;

namespace ClawFleet.Engine.Tests.Connections;

public sealed class EngineLocatorTests : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("clawfleet-home-").FullName;

    [Fact]
    public void The_usual_places_are_tried_in_order() =>
        Assert.Equal(
            [
                "unix:///var/run/docker.sock", "unix:///run/user/1000/docker.sock", $"unix://{_home}/.docker/run/docker.sock",
                "unix:///run/user/1000/podman/podman.sock", "unix:///run/podman/podman.sock",
            ],
            Candidates());

    [Fact]
    public void The_runtime_folder_of_the_session_is_used() =>
        Assert.Contains("unix:///tmp/run-me/podman/podman.sock", Candidates(("XDG_RUNTIME_DIR", "/tmp/run-me")));

    [Theory]
    [InlineData("unix:///tmp/x.sock", "unix:///tmp/x.sock")]
    [InlineData("tcp://10.0.0.1", "tcp://10.0.0.1:2375")]
    [InlineData("tcp://10.0.0.1:80", "tcp://10.0.0.1:80")]
    [InlineData("tcp://[::1]:2375/", "tcp://[::1]:2375")]
    [InlineData("http://host:99", "tcp://host:99")]
    [InlineData("https://host", "https://host:2376")]
    [InlineData("npipe:////./pipe/docker_engine", "npipe:////./pipe/docker_engine")]
    [InlineData(@"npipe://\\.\pipe\podman-machine-default", "npipe:////./pipe/podman-machine-default")]
    public void DOCKER_HOST_is_the_only_candidate(string value, string address) => Assert.Equal([address], Candidates(("DOCKER_HOST", value)));

    [Theory]
    [InlineData("tcp://host", "https://host:2376")]
    [InlineData("tcp://host:1", "https://host:1")]
    public void DOCKER_TLS_VERIFY_makes_tcp_secure(string value, string address) =>
        Assert.Equal([address], Candidates(("DOCKER_HOST", value), ("DOCKER_TLS_VERIFY", "1"), ("DOCKER_CERT_PATH", "/certs")));

    [Theory]
    [InlineData("ssh://me@host", EngineErrorKind.Unsupported, "forward the socket")]
    [InlineData("/var/run/docker.sock", EngineErrorKind.Unreachable, "unix:///path/to.sock")]
    [InlineData("unix://relative.sock", EngineErrorKind.Unreachable, "DOCKER_HOST")]
    [InlineData("tcp://", EngineErrorKind.Unreachable, "DOCKER_HOST")]
    [InlineData("ftp://host", EngineErrorKind.Unreachable, "DOCKER_HOST")]
    public void An_unusable_DOCKER_HOST_is_told_with_the_remedy(string value, EngineErrorKind kind, string part)
    {
        var error = Assert.Throws<EngineException>(() => Candidates(("DOCKER_HOST", value)));
        Assert.Equal(kind, error.Kind);
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_docker_client_s_context_is_followed()
    {
        Write(".docker/config.json", """{"auths":{},"currentContext":"desktop-linux"}""");
        WriteContext("desktop-linux", "unix:///home/me/.docker/desktop/docker.sock");
        Assert.Equal(["unix:///home/me/.docker/desktop/docker.sock"], Candidates());
    }

    [Fact]
    public void DOCKER_CONTEXT_wins_over_the_chosen_one_and_DOCKER_HOST_over_both()
    {
        Write(".docker/config.json", """{"currentContext":"one"}""");
        WriteContext("one", "unix:///one.sock");
        WriteContext("two", "tcp://two:5");
        Assert.Equal(["tcp://two:5"], Candidates(("DOCKER_CONTEXT", "two")));
        Assert.Equal(["unix:///three.sock"], Candidates(("DOCKER_CONTEXT", "two"), ("DOCKER_HOST", "unix:///three.sock")));
        Assert.Equal(5, Candidates(("DOCKER_CONTEXT", "default")).Count);
    }

    [Fact]
    public void A_context_s_own_TLS_files_make_it_secure()
    {
        WriteContext("far", "tcp://far");
        Write($".docker/contexts/tls/{Hash("far")}/docker/ca.pem", "");
        Assert.Equal(["https://far:2376"], Candidates(("DOCKER_CONTEXT", "far")));
    }

    [Fact]
    public void A_chosen_context_that_is_not_there_is_told()
    {
        var error = Assert.Throws<EngineException>(() => Candidates(("DOCKER_CONTEXT", "gone")));
        Assert.Contains("The docker context \"gone\"", error.Message, StringComparison.Ordinal);
    }

    [Theory, InlineData("{ broken"), InlineData("[]"), InlineData("{}")]
    public void A_strange_config_file_of_the_docker_client_does_no_harm(string content)
    {
        Write(".docker/config.json", content);
        Assert.Equal(5, Candidates().Count);
    }

    [Fact]
    public void On_Windows_the_pipes_are_tried() =>
        Assert.Equal(["npipe:////./pipe/docker_engine", "npipe:////./pipe/podman-machine-default"], EngineLocator.Candidates(Surroundings(windows: true)).Select(a => a.ToString()));

    public void Dispose() => Directory.Delete(_home, recursive: true);

    private List<string> Candidates(params (string Name, string Value)[] variables) =>
        [.. EngineLocator.Candidates(Surroundings(windows: false, variables)).Select(a => a.ToString())];

    private EngineSurroundings Surroundings(bool windows, params (string Name, string Value)[] variables) => new()
    {
        Variable = name => variables.FirstOrDefault(v => v.Name == name).Value,
        Home = _home,
        UserId = 1000,
        Windows = windows,
    };

    private void WriteContext(string name, string host) =>
        Write($".docker/contexts/meta/{Hash(name)}/meta.json", $$$"""{"Name":"{{{name}}}","Metadata":{},"Endpoints":{"docker":{"Host":"{{{host}}}","SkipTLSVerify":false} } }""");

    private static string Hash(string name) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)));

    private void Write(string path, string content)
    {
        var file = Path.Combine(_home, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, content);
    }
}
