using ClawFleet.Publishing.Compose;
using ClawFleet.Publishing.Output;
using ClawFleet.Publishing.Tests.Support;
using YamlDotNet.RepresentationModel;

namespace ClawFleet.Publishing.Tests;

public class ComposeProjectTests
{
    private const string Everything = """
        name: lab
        security: {runtime: runsc}
        providers:
          local: {type: openai, base_url: "http://host.docker.internal:8000/v1", api_key: $LOCAL_KEY}
        channels:
          tg: {type: telegram, token: "123456:literal-token-of-the-file", allowed_users: ["1"]}
        runtimes:
          - {name: brain, runtime: ironclaw, workspace: /srv/work}
          - name: claw
            runtime: zeroclaw
            replicas: 2
            ports: auto
            resources: {memory: 768MiB, cpus: 0.5}
            provider: local
            model: some-model
            env: {PRICE: "5$$ 'each' # not", ANSWER: "no", COUNT: "010", LINES: "one\n\ttwo\u0007\n", SMILE: "\U0001F600 \u00A0", EMPTY: ""}
          - {name: desk, runtime: zeroclaw, channels: [tg], provider: local, model: some-model}
        """;

    private static readonly string[] Keys = ["LOCAL_KEY=value-of-the-key"];

    [Theory]
    [MemberData(nameof(Plans.Examples), MemberType = typeof(Plans))]
    public void Every_example_is_published_as_its_golden_file(string example)
        => Golden.Compare($"compose/{example}/compose.yaml", ComposeProject.Text(Plans.OfExample(example), registry: null));

    [Fact]
    public void A_fleet_with_everything_is_published_as_its_golden_files()
    {
        foreach (var file in ComposeProject.Files(Plans.Of(Everything, Keys), registry: null, "10000:10000"))
        {
            Golden.Compare($"compose/everything/{file.Path.TrimStart('.')}{(file.Path[0] == '.' ? ".txt" : "")}", file.Text);
        }
    }

    [Fact]
    public void A_fleet_with_no_way_out_has_a_network_with_none()
    {
        var yaml = Read("name: shut\nsimulate: always\nnetwork: {internal: true}\nruntimes: [{name: one, runtime: zeroclaw}]\n");
        Assert.Equal("true", yaml["networks"]["shut"]["internal"].ToString());
        Assert.False(((YamlMappingNode)yaml["services"]["one"]).Children.ContainsKey("ports"));
    }

    [Theory]
    [MemberData(nameof(Plans.Examples), MemberType = typeof(Plans))]
    public void Every_container_keeps_its_containment(string example)
    {
        var plan = Plans.OfExample(example);
        var services = Parse(ComposeProject.Text(plan, registry: null))["services"];
        Assert.All(plan.Containers, container =>
        {
            var service = services[container.Name[(plan.Fleet.Length + 1)..]];
            Assert.Equal("true", service["read_only"].ToString());
            Assert.Equal("ALL", Assert.Single((YamlSequenceNode)service["cap_drop"]).ToString());
            Assert.Equal("no-new-privileges:true", Assert.Single((YamlSequenceNode)service["security_opt"]).ToString());
            Assert.Equal("${CLAWFLEET_USER:-10000:10000}", service["user"].ToString());
            Assert.Equal(service["mem_limit"], service["memswap_limit"]);
            Assert.All(((YamlMappingNode)service).Children.TryGetValue("ports", out var ports) ? (YamlSequenceNode)ports : [], p => Assert.Equal("127.0.0.1", p["host_ip"].ToString()));
        });
    }

    [Fact]
    public void Every_variable_is_read_back_as_it_was()
    {
        var plan = Plans.Of(Everything, Keys);
        var services = Parse(ComposeProject.Text(plan, registry: null))["services"];
        foreach (var container in plan.Containers)
        {
            var environment = (YamlMappingNode)services[container.Name["lab-".Length..]]["environment"];
            Assert.Equal(container.Environment, environment.Children.Select(e => KeyValuePair.Create(e.Key.ToString(), e.Value.ToString().Replace("$$", "$", StringComparison.Ordinal))));
            Assert.All(environment.Children.Values, v => Assert.DoesNotContain('$', v.ToString().Replace("$$", "", StringComparison.Ordinal)));
        }

        Assert.Equal("5$ 'each' # not", plan.Members[1].Main.Environment["PRICE"]);
    }

    [Fact]
    public void No_value_of_a_secret_is_in_a_published_text()
        => Assert.All(ComposeProject.Files(Plans.Of(Everything, Keys), registry: null, "10000:10000"), f =>
        {
            Assert.DoesNotContain("literal-token-of-the-file", f.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("value-of-the-key", f.Text, StringComparison.Ordinal);
        });

    [Fact]
    public void The_same_plan_gives_the_same_bytes()
        => Assert.Equal(ComposeProject.Text(Plans.Of(Everything, Keys), null), ComposeProject.Text(Plans.Of(Everything, Keys), null));

    [Fact]
    public void A_thousand_members_are_a_thousand_services()
    {
        var plan = Plans.Of("name: many\nruntimes:\n" + string.Concat(Enumerable.Range(0, 10).Select(i => $"  - {{name: claw{i}, runtime: zeroclaw, replicas: 100, ports: auto}}\n")));
        Assert.Equal(1000, ((YamlMappingNode)Parse(ComposeProject.Text(plan, registry: null))["services"]).Children.Count);
    }

    [Theory]
    [InlineData("clawfleet/zeroclaw:1.2-abc", null, "clawfleet/zeroclaw:1.2-abc", true)]
    [InlineData("clawfleet/zeroclaw:1.2-abc", "registry.example:5000/team/", "registry.example:5000/team/zeroclaw:1.2", false)]
    [InlineData("clawfleet/zeroclaw:1.2-with-tools", "registry.example:5000/team", "registry.example:5000/team/zeroclaw:1.2-with-tools", false)]
    [InlineData("me/openclaw:dev", "registry.example", "me/openclaw:dev", false)]
    public void Only_our_own_images_are_moved_to_a_registry(string image, string? registry, string published, bool local)
        => Assert.Equal(
            new PublishedImage(published, local),
            PublishedImage.Of(image, registry is null ? null : new ComposeRegistry(registry, new Dictionary<string, string> { ["clawfleet/zeroclaw:1.2-abc"] = "1.2" })));

    [Fact]
    public void Settings_that_were_changed_in_the_env_file_hold_for_the_next_publishing()
    {
        var folder = Directory.CreateTempSubdirectory("clawfleet-publish-").FullName;
        Assert.Equal(new ComposeSettings("1000:1000", Path.Combine(folder, "secrets")), ComposeSettings.Read(folder, "1000:1000"));

        var template = ComposeProject.Files(Plans.Of("runtime: zeroclaw\n"), null, "1000:1000").Single(f => f.Path == ".env");
        Assert.Equal(PublishedKind.Template, template.Kind);
        File.WriteAllText(Path.Combine(folder, ".env"), template.Text);
        Assert.Equal(new ComposeSettings("1000:1000", Path.Combine(folder, "secrets")), ComposeSettings.Read(folder, "10000:10000"));

        File.WriteAllText(Path.Combine(folder, ".env"), "CLAWFLEET_USER=7:7\nCLAWFLEET_SECRETS=/run/lab\n");
        Assert.Equal(new ComposeSettings("7:7", "/run/lab"), ComposeSettings.Read(folder, "1000:1000"));
        Directory.Delete(folder, recursive: true);
    }

    private static YamlNode Read(string file) => Parse(ComposeProject.Text(Plans.Of(file), registry: null));

    private static YamlNode Parse(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return Assert.Single(stream.Documents).RootNode;
    }
}
