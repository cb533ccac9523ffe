using System.Net;
using System.Text;
using ClawFleet.Engine.Connections;
using ClawFleet.Engine.Registries;

namespace ClawFleet.Engine.Tests.Registries;

/// <summary>A registry that hands out tokens, as ghcr.io does: who may read, who may write, and what an index of platforms looks like.</summary>
public sealed class RegistryClientTests : IDisposable
{
    private const string Manifest = """{"config":{"digest":"sha256:cc"},"layers":[]}""";
    private const string Config = """{"architecture":"arm64","os":"linux","variant":"v8","config":{"Labels":{"a":"b"}}}""";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("clawfleet-registry-");
    private readonly Registry _registry = new();

    [Fact]
    public async Task An_image_is_found_with_the_token_that_the_login_gets()
    {
        Login($$"""{"auths":{"ghcr.io":{"auth":"{{Convert.ToBase64String("me:word"u8)}}" } } }""");
        using var client = Client();
        var found = await client.FindAsync("ghcr.io/team/claw:1-arm64", default);
        Assert.Equal(("linux", "arm64", "v8", "b", Manifest.Length), (found!.Os, found.Architecture, found.Variant, found.Labels["a"], (int)found.Size));
        Assert.Equal("sha256:" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(Manifest))), found.Digest);
        Assert.Equal("GET https://ghcr.io/token?service=ghcr.io&scope=repository%3Ateam%2Fclaw%3Apull as Basic bWU6d29yZA==", _registry.Said[1]);
    }

    [Fact]
    public async Task Writing_asks_for_a_token_of_its_own()
    {
        Login("""{"auths":{"ghcr.io":{"identitytoken":"refresh-me" } } }""");
        using var client = Client();
        var image = await client.FindAsync("ghcr.io/team/claw:1-arm64", default);
        var digest = await client.PutIndexAsync("ghcr.io/team/claw:1", [image! with { Architecture = "arm64" }, image with { Architecture = "amd64", Variant = null }], default);
        Assert.Equal("sha256:" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(_registry.Put!)), digest);
        Assert.Contains("POST https://ghcr.io/token as nobody: service=ghcr.io&scope=repository%3Ateam%2Fclaw%3Apull%2Cpush&grant_type=refresh_token&client_id=clawden&refresh_token=refresh-me", _registry.Said);
        Assert.DoesNotContain(_registry.Said, s => s.Split(" as ")[0].Contains("refresh-me", StringComparison.Ordinal));
        using var index = System.Text.Json.JsonDocument.Parse(_registry.Put!);
        Assert.Equal("application/vnd.oci.image.index.v1+json", index.RootElement.GetProperty("mediaType").GetString());
        Assert.Equal(["amd64 ", "arm64 v8"], index.RootElement.GetProperty("manifests").EnumerateArray().Select(m => m.GetProperty("platform")).Select(p => $"{p.GetProperty("architecture")} {(p.TryGetProperty("variant", out var v) ? v : "")}"));
    }

    [Fact]
    public async Task Nobody_gets_no_further_and_is_told_to_log_in()
    {
        using var client = Client();
        var error = await Assert.ThrowsAsync<EngineException>(() => client.FindAsync("ghcr.io/team/claw:1", default));
        Assert.Equal((EngineErrorKind.PullFailed, "Cannot look for image ghcr.io/team/claw:1: the registry wants a login that may do that (docker login)."), (error.Kind, error.Message));
    }

    [Fact]
    public async Task What_is_not_there_is_null()
    {
        _registry.Open = true;
        using var client = Client();
        Assert.Null(await client.FindAsync("ghcr.io/team/other:1", default));
    }

    [Theory]
    [InlineData("ghcr.io/team/claw", "https://ghcr.io", "team/claw")]
    [InlineData("127.0.0.1:5000/claw", "http://127.0.0.1:5000", "claw")]
    [InlineData("localhost:5000/a/b", "http://localhost:5000", "a/b")]
    [InlineData("[::1]:5000/claw", "http://[::1]:5000", "claw")]
    [InlineData("registry.example:5000/claw", "https://registry.example:5000", "claw")]
    [InlineData("team/claw", "https://registry-1.docker.io", "team/claw")]
    [InlineData("claw", "https://registry-1.docker.io", "library/claw")]
    [InlineData("docker.io/team/claw", "https://registry-1.docker.io", "team/claw")]
    public void A_registry_answers_at(string repository, string address, string path) => Assert.Equal((address, path), RegistryHost.Address(repository));

    public void Dispose()
    {
        _registry.Dispose();
        _folder.Delete(recursive: true);
    }

    private RegistryClient Client() =>
        new(new EngineSurroundings { Variable = name => name == "DOCKER_CONFIG" ? _folder.FullName : null, Home = "/nowhere", UserId = 1, Windows = false }, _registry);

    private void Login(string config) => File.WriteAllText(Path.Combine(_folder.FullName, "config.json"), config);

    /// <summary>Gives a token to whoever has a login, and everything else to whoever has the token.</summary>
    private sealed class Registry : HttpMessageHandler
    {
        public List<string> Said { get; } = [];

        public byte[]? Put { get; private set; }

        /// <summary>Whether it asks nobody who they are.</summary>
        public bool Open { get; set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var body = request.Content is null ? null : await request.Content.ReadAsByteArrayAsync(cancellationToken);
            var form = request.Content is FormUrlEncodedContent ? ": " + Encoding.UTF8.GetString(body!) : "";
            Said.Add($"{request.Method} {request.RequestUri!.AbsoluteUri} as {request.Headers.Authorization?.ToString() ?? "nobody"}{form}");
            var path = request.RequestUri.AbsolutePath;
            if (path == "/token")
            {
                var scope = Uri.UnescapeDataString(form.Length > 0 ? form : request.RequestUri.Query);
                return request.Headers.Authorization is null && form.Length == 0 ? new(HttpStatusCode.Unauthorized) : Json($$"""{"token":"{{(scope.Contains("pull,push", StringComparison.Ordinal) ? "writes" : "reads")}}"}""");
            }

            var scopeWanted = request.Method == HttpMethod.Put ? "pull,push" : "pull";
            if (!Open && request.Headers.Authorization?.Parameter != (request.Method == HttpMethod.Put ? "writes" : "reads"))
            {
                var challenge = new HttpResponseMessage(HttpStatusCode.Unauthorized);
                challenge.Headers.TryAddWithoutValidation("WWW-Authenticate", $"Bearer realm=\"https://ghcr.io/token\",service=\"ghcr.io\",scope=\"repository:team/claw:{scopeWanted}\"");
                return challenge;
            }

            Put = request.Method == HttpMethod.Put ? body : Put;
            return request.Method == HttpMethod.Put ? new(HttpStatusCode.Created)
                : path == "/v2/team/claw/manifests/1-arm64" ? Json(Manifest, "application/vnd.oci.image.manifest.v1+json")
                : path == "/v2/team/claw/blobs/sha256:cc" ? Json(Config)
                : new(HttpStatusCode.NotFound);
        }

        private static HttpResponseMessage Json(string text, string type = "application/json") => new(HttpStatusCode.OK) { Content = new StringContent(text, Encoding.UTF8, new System.Net.Http.Headers.MediaTypeHeaderValue(type)) };
    }
}
