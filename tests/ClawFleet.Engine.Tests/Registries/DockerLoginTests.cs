using System.Text;
using System.Text.Json;
using ClawFleet.Engine.Connections;
using ClawFleet.Engine.Registries;

namespace ClawFleet.Engine.Tests.Registries;

/// <summary>Logins as the docker client's configuration has them, in the header that engines read.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class DockerLoginTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("clawfleet-logins-");

    [Theory]
    [InlineData("zeroclaw:1", RegistryHost.DockerHub)]
    [InlineData("team/zeroclaw:1", RegistryHost.DockerHub)]
    [InlineData("docker.io/team/zeroclaw", RegistryHost.DockerHub)]
    [InlineData("ghcr.io/team/zeroclaw:1", "ghcr.io")]
    [InlineData("127.0.0.1:5000/zeroclaw@sha256:aa", "127.0.0.1:5000")]
    [InlineData("localhost/zeroclaw", "localhost")]
    public void A_reference_names_its_registry(string reference, string host) => Assert.Equal(host, RegistryHost.Of(reference));

    [Fact]
    public async Task A_login_in_the_file_is_sent_as_the_engine_wants_it()
    {
        Write($$"""{"auths":{"ghcr.io":{"auth":"{{Base64("me:pass:word?>")}}" } } }""");
        var sent = await SentAsync("ghcr.io");
        Assert.Equal(("me", "pass:word?>", "ghcr.io"), (Text(sent, "username"), Text(sent, "password"), Text(sent, "serveraddress")));
    }

    [Theory]
    [InlineData("""{"auths":{"https://ghcr.io/v2/":{"username":"me","password":"word"}}}""", "me")]
    [InlineData("""{"auths":{"https://index.docker.io/v1/":{"username":"hub","password":"word"}}}""", "hub")]
    public async Task A_registry_may_be_written_as_an_address(string config, string user)
    {
        Write(config);
        Assert.Equal(user, Text(await SentAsync(user == "hub" ? RegistryHost.DockerHub : "ghcr.io"), "username"));
    }

    [Fact]
    public async Task An_identity_token_stands_for_user_and_password()
    {
        Write("""{"auths":{"ghcr.io":{"auth":"bWU6","identitytoken":"token"}}}""");
        var sent = await SentAsync("ghcr.io");
        Assert.Equal("token", Text(sent, "identitytoken"));
        Assert.False(sent.TryGetProperty("password", out _));
    }

    [Fact]
    public async Task A_helper_is_asked_for_the_registry()
    {
        var helper = Helper("""read host; [ "$1 $host" = "get ghcr.io" ] && echo '{"ServerURL":"ghcr.io","Username":"helped","Secret":"word"}'""");
        Write($$"""{"credHelpers":{"ghcr.io":"{{helper}}" },"auths":{"ghcr.io":{ } } }""");
        Assert.Equal("helped", Text(await SentAsync("ghcr.io"), "username"));
        Write($$"""{"credsStore":"{{helper}}"}""");
        Assert.Equal("helped", Text(await SentAsync("ghcr.io"), "username"));
    }

    [Fact]
    public async Task A_helper_that_knows_nothing_leaves_the_file_to_say_it()
    {
        Write($$"""{"credsStore":"{{Helper("echo 'credentials not found in native keychain'; exit 1")}}","auths":{"ghcr.io":{"username":"me","password":"word" } } }""");
        Assert.Equal("me", Text(await SentAsync("ghcr.io"), "username"));
    }

    [Fact]
    public async Task A_helper_that_fails_is_named_and_what_it_said_is_not_told()
    {
        var helper = Helper("echo hidden-word; exit 3");
        Write($$"""{"credsStore":"{{helper}}"}""");
        var error = await Assert.ThrowsAsync<EngineException>(() => Logins.FindAsync("ghcr.io", default));
        Assert.Contains($"docker-credential-{helper}", error.Message, StringComparison.Ordinal);
        Assert.Contains("exit code 3", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden-word", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"credsStore":"none-of-that-name"}""", "docker-credential-none-of-that-name")]
    [InlineData("""{"auths":{"ghcr.io":{"auth":"***"}}}""", "docker login ghcr.io")]
    [InlineData("{", "config.json")]
    public async Task What_is_broken_is_said(string config, string word)
    {
        Write(config);
        var error = await Assert.ThrowsAsync<EngineException>(() => Logins.FindAsync("ghcr.io", default));
        Assert.Contains(word, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("{}")]
    [InlineData("""{"auths":{"other.example":{"auth":"bWU6d29yZA=="}}}""")]
    public async Task No_login_is_no_fault(string? config)
    {
        if (config is not null)
            Write(config);
        Assert.Null(await Logins.FindAsync("ghcr.io", default));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private DockerLogins Logins => new(new EngineSurroundings { Variable = name => name == "DOCKER_CONFIG" ? _folder.FullName : null, Home = "/nowhere", UserId = 1, Windows = false });

    private async Task<JsonElement> SentAsync(string host)
    {
        var header = (await Logins.FindAsync(host, default))!.HeaderValue;
        Assert.DoesNotContain('+', header);
        Assert.DoesNotContain('/', header);
        return JsonDocument.Parse(Convert.FromBase64String(header.Replace('-', '+').Replace('_', '/'))).RootElement;
    }

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private void Write(string config) => File.WriteAllText(Path.Combine(_folder.FullName, "config.json"), config);

    /// <summary>A helper of that text on the path of this process.</summary>
    private string Helper(string script)
    {
        var name = "clawfleet-test-" + Guid.NewGuid().ToString("N")[..8];
        var path = Path.Combine(_folder.FullName, "docker-credential-" + name);
        using (var file = new StreamWriter(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute }))
            file.Write("#!/bin/sh\n" + script + "\n");
        Environment.SetEnvironmentVariable("PATH", $"{Environment.GetEnvironmentVariable("PATH")}:{_folder.FullName}");
        return name;
    }
}
