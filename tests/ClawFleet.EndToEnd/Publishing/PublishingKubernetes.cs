using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ClawFleet.EndToEnd.Fixture;
using ClawFleet.Engine;
using ClawFleet.Hosting;
using ClawFleet.Hosting.Images;
using ClawFleet.Model.Plans;

namespace ClawFleet.EndToEnd.Publishing;

/// <summary><c>clawden publish kubernetes</c>, as far as it can be tried without a cluster: by kubectl, by Kubernetes' own OpenAPI document, and by running what is in a pod.</summary>
public sealed class PublishingKubernetes(EngineFixture engine)
{
    /// <summary>IronClaw's route for a message.</summary>
    private const string Question = "POST /api/v1/responses";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_example_is_built_by_kubectl_and_taken_by_the_api_s_description()
    {
        await using var fleet = new TempFleet();
        await using var kubectl = await Kubectl.StartAsync(engine.Engine, $"{fleet.Name}-kubectl", fleet.Folder);
        var files = new List<string>();
        foreach (var example in Directory.EnumerateDirectories(Path.Combine(Repository.Root, "examples")).Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(example);
            var output = $"{name}/k8s";
            (await fleet.RunAsync("publish", "kubernetes", "-o", output, "--simulated", "--with-secrets", "-f", example, "--env-file", VariablesOf(example, fleet.Folder))).Exits(0).Says($"kubectl apply -k {output}");
            var built = await kubectl.KustomizeAsync(CopyOverlay(example, Path.Combine(fleet.Folder, name)) ? $"{name}/overlay" : output);
            var objects = ClusterObjects.Read(built);
            Assert.Equal(objects.Select(ClusterObjects.Name).Distinct(), objects.Select(ClusterObjects.Name));
            Assert.All(objects, o => Assert.Equal(name, (string?)o["metadata"]!["namespace"]));
            AssertSecretsAreThere(objects);
            var whole = Path.Combine(fleet.Folder, $"{name}.yaml");
            await File.WriteAllTextAsync(whole, built, Token);
            files.AddRange([whole, Path.Combine(fleet.Folder, output, "namespace.yaml")]);
            await AssertKubectlKnowsEveryKeyAsync(kubectl, fleet.Folder, objects);
        }

        var (exitCode, said) = await KubernetesSchema.CheckAsync([.. files]);
        Assert.True(exitCode == 0, said);
    }

    [Fact]
    public async Task The_api_s_description_refuses_what_is_wrong()
    {
        await using var fleet = new TempFleet();
        var file = Path.Combine(fleet.Folder, "wrong.yaml");
        await File.WriteAllTextAsync(file, "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {clusterIp: None}\n---\napiVersion: v1\nkind: Service\nmetadata: {name: c}\nspec: {ports: [{port: many}]}\n---\napiVersion: v1\nkind: Servus\nmetadata: {name: b}\n", Token);
        var (exitCode, said) = await KubernetesSchema.CheckAsync(file);
        Assert.Equal(1, exitCode);
        Assert.Contains("clusterIp", said, StringComparison.Ordinal);
        Assert.Contains("port must be integer", said, StringComparison.Ordinal);
        Assert.Contains("Kubernetes has no Servus in v1", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_of_the_user_s_is_asked_for_and_kubectl_refuses_the_folder_until_it_is_there()
    {
        await using var fleet = new TempFleet("name: FLEET\nruntime: zeroclaw\nsimulate: always\nprovider: anthropic\nmodel: claude-sonnet-4-5\n");
        fleet.Variables["ANTHROPIC_API_KEY"] = "anthropic-value-0123456789";
        await using var kubectl = await Kubectl.StartAsync(engine.Engine, $"{fleet.Name}-kubectl", fleet.Folder);

        var published = (await fleet.RunAsync("publish", "kubernetes", "-o", "k8s")).Exits(0).Says("missing:", "k8s/secrets/anthropic-api-key", "--with-secrets");
        Assert.DoesNotContain("anthropic-value", published.All, StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.EnumerateFiles(Path.Combine(fleet.Folder, "k8s"), "*", SearchOption.AllDirectories), f => File.ReadAllText(f).Contains("anthropic-value", StringComparison.Ordinal));
        Assert.Contains("anthropic-api-key", (await kubectl.RunAsync("kustomize", $"{Kubectl.Folder}/k8s")).Stderr, StringComparison.Ordinal);

        var token = Path.Combine(fleet.Folder, "k8s", "secrets", "zeroclaw-api-token");
        var made = await File.ReadAllTextAsync(token, Token);
        Assert.Equal(48, made.Length);
        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(token) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));

        (await fleet.RunAsync("publish", "kubernetes", "-o", "k8s", "--with-secrets")).Exits(0);
        Assert.Equal(made, await File.ReadAllTextAsync(token, Token));
        Assert.Contains(Convert.ToBase64String("anthropic-value-0123456789"u8), await kubectl.KustomizeAsync("k8s"), StringComparison.Ordinal);

        fleet.Variables["ANTHROPIC_API_KEY"] = "another-value-0123456789";
        (await fleet.RunAsync("publish", "kubernetes", "-o", "k8s", "--with-secrets")).Exits(0).Says("k8s/secrets/anthropic-api-key holds another value");
    }

    [Fact]
    public async Task Members_and_a_database_run_with_what_their_pods_give_them()
    {
        await using var fleet = new TempFleet("name: FLEET\nruntimes:\n  - {name: iron, runtime: ironclaw, simulate: always, provider: anthropic, model: claude-sonnet-4-5}\n  - {name: claw, runtime: openclaw}\n");
        fleet.Variables["ANTHROPIC_API_KEY"] = "anthropic-value-0123456789";
        (await fleet.RunAsync("publish", "kubernetes", "-o", "k8s", "--with-secrets")).Exits(0);
        await using var kubectl = await Kubectl.StartAsync(engine.Engine, $"{fleet.Name}-kubectl", fleet.Folder);
        var objects = ClusterObjects.Read(await kubectl.KustomizeAsync("k8s"));
        var sets = objects.Where(o => (string?)o["kind"] == "StatefulSet").ToList();
        await BuildImagesAsync(fleet, sets.Select(s => (string)s["spec"]!["template"]!["spec"]!["containers"]![0]!["image"]!));
        await engine.Engine.CreateNetworkAsync(new NetworkSpec(fleet.Name, Internal: false, new Dictionary<string, string> { [FleetLabels.Fleet] = fleet.Name }), Token);
        var pods = sets.ToDictionary(s => (string)s["metadata"]!["name"]!, s => new PodOnTheEngine(engine.Engine, fleet.Name, s, [.. objects.Where(o => (string?)o["kind"] == "Secret")]), StringComparer.Ordinal);
        var (iron, claw, database) = (pods["iron"], pods["claw"], pods["iron-postgres"]);

        await claw.StartAsync();
        await database.StartAsync();
        await database.StartsAsync();
        await iron.StartAsync();
        await iron.StartsAsync();
        Assert.Equal(0, (await iron.ProbeAsync("livenessProbe")).ExitCode);
        Assert.StartsWith("HTTP/1.1 200", await AskAsync(database, "iron", iron.Ready.Port, $"GET {iron.Ready.Path}"), StringComparison.Ordinal);
        Assert.Equal("1\n", (await engine.Engine.ExecAsync(database.Container, new ExecSpec(["clawfleet-postgres", "psql", "-Atc", "SELECT 1"]), Token)).Stdout);

        // The token in the Secret is the one that the member demands.
        var token = await File.ReadAllTextAsync(Path.Combine(fleet.Folder, "k8s", "secrets", "iron-api-token"), Token);
        Assert.StartsWith("HTTP/1.1 401", await AskAsync(database, "iron", iron.Ready.Port, Question, "{}"), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 200", await AskAsync(database, "iron", iron.Ready.Port, Question, """{"model":"default","input":"hello"}""", token), StringComparison.Ordinal);

        await claw.StartsAsync();
        Assert.StartsWith("HTTP/1.1 200", await AskAsync(database, "claw", claw.Ready.Port, $"GET {claw.Ready.Path}"), StringComparison.Ordinal);
        Assert.NotEqual(137, await iron.StopAsync());

        // The volume's group and modes are as they were made once: PostgreSQL takes its folder again.
        Assert.Equal(0, await database.StopAsync());
        await database.StartAgainAsync();
        await database.StartsAsync();
    }

    private async Task BuildImagesAsync(TempFleet fleet, IEnumerable<string> references)
    {
        var home = FleetHostOptions.Discover() with { StateRoot = fleet.StateRoot };
        await new FleetImages(engine.Engine, home, Catalogues.Read(home, fleet.Folder)).EnsureAsync(references, rebuild: false, new Progress<FleetEvent>(), Token);
    }

    /// <summary>A question from another pod, by the Service's name.</summary>
    /// <param name="line">Method and path.</param>
    private async Task<string> AskAsync(PodOnTheEngine from, string name, int port, string line, string body = "", string? token = null)
    {
        var request = $"{line} HTTP/1.1\r\nHost: {name}:{port}\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n{(token is null ? "" : $"Authorization: Bearer {token}\r\n")}\r\n{body}";
        var asked = new ExecSpec(["bash", "-c", $"exec 3<>/dev/tcp/{name}/{port}; printf %s \"$REQUEST\" >&3; cat <&3"]) { Environment = new Dictionary<string, string> { ["REQUEST"] = request } };
        return (await engine.Engine.ExecAsync(from.Container, asked, Token)).Stdout;
    }

    /// <summary>A <c>.env</c> with the example's variables, each of a value of its own.</summary>
    private static string VariablesOf(string example, string folder)
    {
        var names = Path.Combine(example, ".env.example") is var file && File.Exists(file) ? File.ReadAllLines(file).Where(l => l.Contains('=', StringComparison.Ordinal) && l[0] != '#') : [];
        var written = Path.Combine(folder, $"{Path.GetFileName(example)}.env");
        File.WriteAllLines(written, names.Select(l => l.EndsWith('=') ? $"{l}value-of-{l[..^1]}" : l));
        return written;
    }

    /// <summary>An example's own overlay stands beside what is published of it, and takes that in.</summary>
    private static bool CopyOverlay(string example, string beside)
    {
        if (Path.Combine(example, "overlay") is var overlay && !Directory.Exists(overlay))
        {
            return false;
        }

        Directory.CreateDirectory(Path.Combine(beside, "overlay"));
        foreach (var file in Directory.EnumerateFiles(overlay))
        {
            File.Copy(file, Path.Combine(beside, "overlay", Path.GetFileName(file)));
        }

        return true;
    }

    private static void AssertSecretsAreThere(IReadOnlyList<JsonObject> objects)
    {
        var there = objects.Where(o => (string?)o["kind"] == "Secret").Select(o => (string)o["metadata"]!["name"]!).ToHashSet(StringComparer.Ordinal);
        var used = objects.Where(o => (string?)o["kind"] == "StatefulSet").SelectMany(o => o["spec"]!["template"]!["spec"]!["volumes"]!.AsArray()).Select(v => (string?)v!["secret"]?["secretName"]).Where(n => n is not null);
        Assert.Equal(there.Order(), used.Order());
    }

    /// <summary>kubectl reads workloads into Kubernetes' own Go types and writes them back: a key that these do not have would be gone.</summary>
    private static async Task AssertKubectlKnowsEveryKeyAsync(Kubectl kubectl, string folder, IReadOnlyList<JsonObject> objects)
    {
        var sets = objects.Where(o => (string?)o["kind"] == "StatefulSet").ToList();
        await File.WriteAllTextAsync(Path.Combine(folder, "sets.json"), new JsonObject { ["apiVersion"] = "v1", ["kind"] = "List", ["items"] = new JsonArray([.. sets.Select(s => s.DeepClone())]) }.ToJsonString(), Token);
        var read = await kubectl.RunAsync("set", "env", "--local", "-f", $"{Kubectl.Folder}/sets.json", "-o", "json", "CHECKED=1");
        Assert.True(read.ExitCode == 0, read.Stderr);
        using var written = new MemoryStream(Encoding.UTF8.GetBytes(read.Stdout));
        var back = await JsonSerializer.DeserializeAsyncEnumerable<JsonObject>(written, topLevelValues: true, cancellationToken: Token).ToListAsync(Token);
        Assert.Equal(sets.Count, back.Count);
        Assert.All(sets.Zip(back), pair => AssertHolds(pair.Second, pair.First, ClusterObjects.Name(pair.First)));
    }

    private static void AssertHolds(JsonNode? written, JsonNode? read, string place)
    {
        switch (read)
        {
            case JsonObject map:
                Assert.All(map, m => AssertHolds(written?[m.Key], m.Value, $"{place}.{m.Key}"));
                break;
            case JsonArray list:
                Assert.All(list.Select((item, i) => (item, i)), e => AssertHolds(written is JsonArray other && e.i < other.Count ? other[e.i] : null, e.item, $"{place}[{e.i}]"));
                break;
            default:
                Assert.True(written is not null && JsonElement.DeepEquals(JsonSerializer.SerializeToElement(written), JsonSerializer.SerializeToElement(read)), $"{place}: kubectl reads {read} as {written?.ToJsonString() ?? "nothing"}");
                break;
        }
    }
}
