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
            (await fleet.RunAsync(["publish", "kubernetes", "-o", name, "--simulated", "--with-secrets", "-f", example, "--env-file", VariablesOf(example, fleet.Folder)])).Exits(0).Says($"kubectl apply -k {name}");
            var built = await kubectl.KustomizeAsync(name);
            var objects = ClusterObjects.Read(built);
            Assert.Equal(objects.Select(ClusterObjects.Name).Distinct(), objects.Select(ClusterObjects.Name));
            Assert.All(objects, o => Assert.Equal(name, (string?)o["metadata"]!["namespace"]));
            AssertSecretsAreThere(objects);
            var whole = Path.Combine(fleet.Folder, $"{name}.yaml");
            await File.WriteAllTextAsync(whole, built, Token);
            files.AddRange([whole, Path.Combine(fleet.Folder, name, "namespace.yaml")]);
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
        await File.WriteAllTextAsync(file, "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {clusterIp: None, ports: [{port: many}]}\n---\napiVersion: v1\nkind: Servus\nmetadata: {name: b}\n", Token);
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
    public async Task A_member_and_its_database_run_with_what_their_pods_give_them()
    {
        await using var fleet = new TempFleet("name: FLEET\nsimulate: always\nruntimes:\n  - {name: iron, runtime: ironclaw}\n");
        (await fleet.RunAsync("publish", "kubernetes", "-o", "k8s")).Exits(0);
        await using var kubectl = await Kubectl.StartAsync(engine.Engine, $"{fleet.Name}-kubectl", fleet.Folder);
        var objects = ClusterObjects.Read(await kubectl.KustomizeAsync("k8s"));
        var secrets = objects.Where(o => (string?)o["kind"] == "Secret").ToList();
        var sets = objects.Where(o => (string?)o["kind"] == "StatefulSet").ToDictionary(o => (string)o["metadata"]!["name"]!, StringComparer.Ordinal);
        var home = FleetHostOptions.Discover() with { StateRoot = fleet.StateRoot };
        var images = new FleetImages(engine.Engine, home, Catalogues.Read(home, fleet.Folder));
        await images.EnsureAsync(sets.Values.Select(s => (string)s["spec"]!["template"]!["spec"]!["containers"]![0]!["image"]!), rebuild: false, new Progress<FleetEvent>(), Token);
        await engine.Engine.CreateNetworkAsync(new NetworkSpec(fleet.Name, Internal: false, new Dictionary<string, string> { [FleetLabels.Fleet] = fleet.Name }), Token);
        var database = new PodOnTheEngine(engine.Engine, fleet.Name, sets["iron-postgres"], secrets);
        var member = new PodOnTheEngine(engine.Engine, fleet.Name, sets["iron"], secrets);

        await database.StartAsync();
        await database.StartsAsync();
        await member.StartAsync();
        await member.StartsAsync();
        Assert.Equal(0, (await member.ProbeAsync("livenessProbe")).ExitCode);
        Assert.StartsWith("HTTP/1.1 200", await AskAsync(database.Container, "iron", sets["iron"]), StringComparison.Ordinal);
        Assert.Equal("1\n", (await engine.Engine.ExecAsync(database.Container, new ExecSpec(["clawfleet-postgres", "psql", "-Atc", "SELECT 1"]), Token)).Stdout);
        Assert.NotEqual(137, await member.StopAsync());

        // The volume's group and modes are as they were made once: PostgreSQL takes its folder again.
        Assert.Equal(0, await database.StopAsync());
        await database.StartAgainAsync();
        await database.StartsAsync();
    }

    /// <summary>The readiness probe's question, from another pod and by the Service's name.</summary>
    private async Task<string> AskAsync(string from, string name, JsonObject set)
    {
        var probe = set["spec"]!["template"]!["spec"]!["containers"]![0]!["readinessProbe"]!["httpGet"]!;
        var answer = await engine.Engine.ExecAsync(from, new ExecSpec(["bash", "-c", $"exec 3<>/dev/tcp/{name}/{probe["port"]}; printf 'GET {probe["path"]} HTTP/1.1\\r\\nHost: {name}:{probe["port"]}\\r\\nConnection: close\\r\\n\\r\\n' >&3; cat <&3"]), Token);
        return answer.Stdout;
    }

    /// <summary>A <c>.env</c> with the example's variables, each of a value of its own.</summary>
    private static string VariablesOf(string example, string folder)
    {
        var names = Path.Combine(example, ".env.example") is var file && File.Exists(file) ? File.ReadAllLines(file).Where(l => l.Contains('=', StringComparison.Ordinal) && l[0] != '#') : [];
        var written = Path.Combine(folder, $"{Path.GetFileName(example)}.env");
        File.WriteAllLines(written, names.Select(l => l.EndsWith('=') ? $"{l}value-of-{l[..^1]}" : l));
        return written;
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
        var written = JsonNode.Parse(read.Stdout)!;
        var back = written["items"]?.AsArray().Select(i => i!.AsObject()).ToList() ?? [written.AsObject()];
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
