using System.Text.Json.Nodes;
using ClawFleet.Model.Plans;
using ClawFleet.Publishing.Kubernetes;
using ClawFleet.Publishing.Output;
using ClawFleet.Publishing.Tests.Support;
using ClawFleet.Runtimes;

namespace ClawFleet.Publishing.Tests.Kubernetes;

public class KubernetesManifestsTests
{
    private const string Fleet = """
        name: demo
        simulate: always
        providers:
          house: {type: custom, base_url: "http://host.docker.internal:8000/v1", api_key: $HOUSE_KEY}
        runtimes:
          - name: iron
            runtime: ironclaw
          - name: gold
            runtime: ironclaw
            workspace: ./work
          - name: zero
            runtime: zeroclaw
            provider: house
            model: tiny
            replicas: 2
            env: {LOG_LEVEL: "no", ODD: "a $$(HOME) and $$$$x"}
            security: {runtime: runsc}
            resources: {memory: 300MiB, cpus: 0.5}
        """;

    public static TheoryData<string> Examples => Plans.Examples;

    private static FleetPlan Plan { get; } = Plans.Of(Fleet, ["HOUSE_KEY=house-key-value"]);

    private static Manifests Published { get; } = Manifests.Of(Plan);

    [Theory]
    [MemberData(nameof(Examples))]
    public void An_example_is_published_as_the_golden_files_have_it(string example) => Compare(example, Plans.OfExample(example));

    [Fact]
    public void A_fleet_of_everything_is_published_as_the_golden_files_have_it() => Compare("everything", Plan);

    [Fact]
    public void A_fleet_without_a_way_out_is_published_as_the_golden_files_have_it()
        => Compare("no-way-out", Plans.Of("name: closed\nsimulate: always\nnetwork: {internal: true}\nruntimes:\n  - {name: iron, runtime: ironclaw}\n  - {name: zero, runtime: zeroclaw}\n"));

    [Fact]
    public void The_same_plan_is_the_same_bytes() => Assert.Equal(KubernetesManifests.Of(Plan, new KubernetesOptions()).Select(f => f.Text), KubernetesManifests.Of(Plan, new KubernetesOptions()).Select(f => f.Text));

    [Theory]
    [MemberData(nameof(Examples))]
    public void Every_pod_of_an_example_meets_the_restricted_standard(string example)
        => Assert.All(Manifests.Of(Plans.OfExample(example)).StatefulSets, s => Assert.Empty(RestrictedPods.Faults(s["spec"]!["template"]!["spec"]!.AsObject())));

    [Fact]
    public void Every_pod_of_a_fleet_with_everything_meets_the_restricted_standard()
        => Assert.All(Published.StatefulSets, s => Assert.Empty(RestrictedPods.Faults(s["spec"]!["template"]!["spec"]!.AsObject())));

    [Fact]
    public void The_standard_is_checked_for_real()
    {
        var pod = Published.Pod("iron").DeepClone().AsObject();
        pod["containers"]![0]!["securityContext"]!.AsObject().Remove("capabilities");
        pod["volumes"]!.AsArray().Add(new JsonObject { ["name"] = "host", ["hostPath"] = new JsonObject() });
        Assert.Equal(["volume host: hostPath", "member: capabilities.drop"], RestrictedPods.Faults(pod));
    }

    [Fact]
    public void The_namespace_enforces_the_restricted_standard()
        => Assert.Equal("restricted", (string?)Published.Find("Namespace", "demo")["metadata"]!["labels"]!["pod-security.kubernetes.io/enforce"]);

    [Fact]
    public void Every_service_leads_to_one_pod_and_governs_its_set()
        => Assert.All(Published.OfKind("Service"), service =>
        {
            var selector = service["spec"]!["selector"]!.AsObject();
            var set = Assert.Single(Published.StatefulSets, s => selector.All(l => (string?)s["spec"]!["template"]!["metadata"]!["labels"]![l.Key] == (string?)l.Value));
            Assert.Equal((string?)service["metadata"]!["name"], (string?)set["spec"]!["serviceName"]);
            Assert.True(JsonNode.DeepEquals(selector, set["spec"]!["selector"]!["matchLabels"]), "selector");
        });

    [Fact]
    public void A_database_is_reached_by_its_member_and_nobody_else()
    {
        var check = new PolicyCheck([.. Published.OfKind("NetworkPolicy")]);
        Assert.True(check.Allows(Labels("iron"), Labels("iron-postgres"), 5432));
        Assert.False(check.Allows(Labels("iron"), Labels("iron-postgres"), 22), "another port");
        Assert.False(check.Allows(Labels("gold"), Labels("iron-postgres"), 5432), "another member with a database");
        Assert.False(check.Allows(Labels("zero-1"), Labels("iron-postgres"), 5432), "another member");
        Assert.False(check.Allows(Labels("gold-postgres"), Labels("iron-postgres"), 5432), "another database");
        Assert.False(check.Allows(PolicyCheck.Stranger, Labels("iron-postgres"), 5432), "another pod");
        Assert.False(check.Allows(Labels("iron-postgres"), null, 443), "the way out");
    }

    [Fact]
    public void Members_reach_each_other_and_the_world_and_no_stranger_reaches_them()
    {
        var check = new PolicyCheck([.. Published.OfKind("NetworkPolicy")]);
        Assert.True(check.Allows(Labels("iron"), Labels("zero-2"), 42617));
        Assert.True(check.Allows(Labels("iron"), null, 443));
        Assert.False(check.Allows(PolicyCheck.Stranger, Labels("iron"), 3000));
        Assert.False(check.Allows(Labels("iron-postgres"), Labels("iron"), 3000));
    }

    [Fact]
    public void A_fleet_without_a_way_out_reaches_itself_alone()
    {
        var published = Manifests.Of(Plans.Of("name: demo\nsimulate: always\nnetwork: {internal: true}\nruntimes:\n  - {name: iron, runtime: ironclaw}\n  - {name: zero, runtime: zeroclaw}\n"));
        var check = new PolicyCheck([.. published.OfKind("NetworkPolicy")]);
        Assert.False(check.Allows(Labels("iron", published), null, 443));
        Assert.True(check.Allows(Labels("iron", published), Labels("zero", published), 42617));
        Assert.True(check.Allows(Labels("iron", published), Labels("iron-postgres", published), 5432));
        Assert.False(check.Allows(Labels("zero", published), Labels("iron-postgres", published), 5432));
        Assert.False(check.Allows(Labels("iron", published), PolicyCheck.Stranger, 80));
    }

    [Fact]
    public void A_member_is_told_its_own_database_by_the_name_of_its_service()
    {
        Assert.Equal("iron-postgres", MemberSpecJson.Read(Published.Variable("iron", MemberSpecJson.EnvironmentVariable)!).Database!.Host);
        Assert.Equal("gold-postgres", MemberSpecJson.Read(Published.Variable("gold", MemberSpecJson.EnvironmentVariable)!).Database!.Host);
        Assert.Contains("/dev/tcp/iron-postgres/5432", (string?)Published.Pod("iron")["initContainers"]![0]!["command"]![2], StringComparison.Ordinal);
    }

    [Fact]
    public void Replicas_are_sets_of_one_pod_with_their_own_token()
    {
        Assert.All(Published.StatefulSets, s => Assert.Equal(1, (int?)s["spec"]!["replicas"]));
        Assert.Equal(["secret://ZERO_1_API_TOKEN", "secret://ZERO_2_API_TOKEN"], ((string[])["zero-1", "zero-2"]).Select(n => MemberSpecJson.Read(Published.Variable(n, MemberSpecJson.EnvironmentVariable)!).ApiToken!));
    }

    [Fact]
    public void What_the_kubelet_would_expand_is_left_as_it_is()
    {
        Assert.Equal("no", Published.Variable("zero-1", "LOG_LEVEL"));
        Assert.Equal("a $$(HOME) and $$$$x", Published.Variable("zero-1", "ODD"));
    }

    [Fact]
    public void Limits_and_the_oci_runtime_are_the_plan_s()
    {
        var resources = Published.Container("zero-1")["resources"]!;
        Assert.Equal(("300Mi", "500m", "75Mi", "50m"), ((string?)resources["limits"]!["memory"], (string?)resources["limits"]!["cpu"], (string?)resources["requests"]!["memory"], (string?)resources["requests"]!["cpu"]));
        Assert.Equal("runsc", (string?)Published.Pod("zero-1")["runtimeClassName"]);
        Assert.Null(Published.Pod("iron")["runtimeClassName"]);
    }

    [Fact]
    public void Every_secret_of_a_container_is_a_file_of_its_name_and_no_value_is_in_a_manifest()
    {
        var kustomization = Published.Objects.Single(o => (string?)o["kind"] == "Kustomization");
        var generator = kustomization["secretGenerator"]!.AsArray().Single(g => (string?)g!["name"] == "zero-1-secrets")!;
        Assert.Equal(["secrets/house-key", "secrets/zero-1-api-token"], generator["files"]!.AsArray().Select(f => (string)f!));
        Assert.Equal("zero-1-secrets", (string?)Published.Pod("zero-1")["volumes"]!.AsArray().Single(v => v!["secret"] is not null)!["secret"]!["secretName"]);
        Assert.DoesNotContain(Published.Files.Values, f => f.Text.Contains("house-key-value", StringComparison.Ordinal));
        Assert.Equal("*\n!.gitignore\n", Published.Files["secrets/.gitignore"].Text);
    }

    [Fact]
    public void A_value_that_is_given_becomes_a_private_file_of_the_user_s()
    {
        var files = Manifests.Of(Plan, new KubernetesOptions { SecretValue = s => s.Origin == SecretOrigin.Generated ? "made-value" : null }).Files;
        Assert.Equal(("made-value", PublishedKind.Template, UnixFileMode.UserRead | UnixFileMode.UserWrite), (files["secrets/iron-api-token"].Text, files["secrets/iron-api-token"].Kind, files["secrets/iron-api-token"].Mode));
        Assert.DoesNotContain("secrets/house-key", files.Keys);
        Assert.DoesNotContain(files.Values, f => f.Kind == PublishedKind.Generated && f.Text.Contains("made-value", StringComparison.Ordinal));
    }

    [Fact]
    public void A_registry_stands_in_the_kustomization_alone()
    {
        var image = Plan.Members[0].Main.Image;
        var published = Manifests.Of(Plan, new KubernetesOptions { Registry = "registry.example/team", Tags = new KubernetesOptions().Tags.Add(image, "1.3.0") });
        Assert.Equal("clawfleet/ironclaw-simulated:1.3.0", (string?)published.Container("iron")["image"]);
        var places = published.Objects.Single(o => (string?)o["kind"] == "Kustomization")["images"]!.AsArray();
        Assert.Contains(places, p => (string?)p!["name"] == "clawfleet/ironclaw-simulated" && (string?)p["newName"] == "registry.example/team/ironclaw-simulated");
        Assert.DoesNotContain(published.Files.Where(f => f.Key != "kustomization.yaml"), f => f.Value.Text.Contains("registry.example", StringComparison.Ordinal));
        Assert.Null(Published.Objects.Single(o => (string?)o["kind"] == "Kustomization")["images"]);
    }

    [Fact]
    public void An_image_of_the_user_s_own_stays_as_it_is()
    {
        var published = Manifests.Of(Plans.OfExample("custom-image"), new KubernetesOptions { Registry = "registry.example/team" });
        Assert.Equal("example/openclaw-desk:1", (string?)published.Container("desk")["image"]);
    }

    [Fact]
    public void Volumes_have_the_size_and_the_class_that_were_asked_for_and_a_name_space_of_another_name_is_used()
    {
        var published = Manifests.Of(Plan, new KubernetesOptions { Namespace = "agents", StorageBytes = 3L << 30, StorageClass = "fast" });
        var claims = published.Find("StatefulSet", "iron")["spec"]!["volumeClaimTemplates"]!.AsArray();
        Assert.Equal(["state", "workspace"], claims.Select(c => (string?)c!["metadata"]!["name"]));
        Assert.All(claims, c => Assert.Equal(("3Gi", "fast"), ((string?)c!["spec"]!["resources"]!["requests"]!["storage"], (string?)c["spec"]!["storageClassName"])));
        Assert.Equal("agents", (string?)published.Objects.Single(o => (string?)o["kind"] == "Kustomization")["namespace"]);
        Assert.Equal("agents", (string?)Assert.Single(published.OfKind("Namespace"))["metadata"]!["name"]);
    }

    [Theory]
    [InlineData("name: demo\nsimulate: always\nruntimes:\n  - {name: 2nd, runtime: zeroclaw}\n", "begins with a letter in Kubernetes, and is the member's: give 2nd another name")]
    [InlineData("name: demo\nsimulate: always\nruntimes:\n  - {name: aaaaaaaaaabbbbbbbbbbccccccccccdddddddddd, runtime: ironclaw, replicas: 100}\n", "has at most 52 letters in Kubernetes")]
    public void A_name_that_a_cluster_refuses_is_refused_here(string file, string said)
        => Assert.Contains(said, Assert.Throws<PlanRefusedException>(() => Manifests.Of(Plans.Of(file))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_user_is_told_of_what_is_not_carried_once_for_all_that_use_it()
    {
        var readme = Published.Files["README.md"].Text;
        Assert.Contains("- zero-1, zero-2: There is no host.docker.internal in a cluster", readme, StringComparison.Ordinal);
        Assert.Contains("kubectl -n demo port-forward statefulset/zero-1 42617:42617\n", readme, StringComparison.Ordinal);
    }

    [Fact]
    public void A_thousand_members_are_a_file_each()
    {
        var files = KubernetesManifests.Of(Plans.Of("name: demo\nsimulate: always\nruntimes:\n" + string.Concat(Enumerable.Range(1, 10).Select(i => $"  - {{name: zero-{i}, runtime: zeroclaw, replicas: 100, ports: auto}}\n"))), new KubernetesOptions());
        Assert.Equal(1000, files.Count(f => f.Path.StartsWith("members/", StringComparison.Ordinal)));
    }

    private static JsonObject Labels(string name, Manifests? published = null) => (published ?? Published).Find("StatefulSet", name)["spec"]!["template"]!["metadata"]!["labels"]!.AsObject();

    private static void Compare(string name, FleetPlan plan)
    {
        foreach (var file in KubernetesManifests.Of(plan, new KubernetesOptions()))
        {
            Golden.Compare(Path.Combine("kubernetes", name, file.Path), file.Text);
        }
    }
}
