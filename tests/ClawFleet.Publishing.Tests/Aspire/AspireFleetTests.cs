using ClawFleet.Model.Plans;
using ClawFleet.Publishing.Aspire;
using ClawFleet.Publishing.Tests.Support;

namespace ClawFleet.Publishing.Tests.Aspire;

public class AspireFleetTests
{
    private static readonly AspireOptions Options = new() { SecretsFolder = container => $"/secrets/{container}", Telemetry = new AspireTelemetry("http://172.17.0.1:15890") };

    /// <summary>A database, replicas, a folder of the host, tools, forwarding, ports of every kind.</summary>
    private const string Everything = """
        name: demo
        telemetry:
          traces: https://traces.example.com
        providers:
          house:
            type: custom
            base_url: http://iron:3000/v1
            api_key: $HOUSE_KEY
        runtimes:
          - name: iron
            runtime: ironclaw
          - name: plain
            runtime: ironclaw
            config: {storage: embedded}
          - name: zero
            runtime: zeroclaw
            replicas: 2
            provider: house
            model: some-model
            simulate: always
          - name: desk
            runtime: openclaw
            workspace: ./desk
            tools: [gui]
            ports: ["9000:18789"]
            env: {OTEL_EXPORTER_OTLP_ENDPOINT: "http://collector:4318", GREETING: "{{name}}"}
        """;

    public static TheoryData<string> Examples => Plans.Examples;

    [Theory]
    [MemberData(nameof(Examples))]
    public void The_example_fleets_are_declared_as_written(string example) => Golden.Compare($"aspire/{example}.txt", Declared(Plans.OfExample(example)));

    [Fact]
    public void A_fleet_that_uses_everything_is_declared_as_written() => Golden.Compare("aspire/everything.txt", Declared(Plans.Of(Everything, ["HOUSE_KEY=key"])));

    [Fact]
    public void On_Aspire_s_own_road_telemetry_has_the_same_names_and_no_prompts()
    {
        var calls = Declared(Plans.Of("name: demo\nruntime: zeroclaw\n"), Options with { Telemetry = new AspireTelemetry(null) }).Split('\n').Where(l => l.Contains("OTEL_", StringComparison.Ordinal) || l.EndsWith("SendTelemetry", StringComparison.Ordinal));
        Assert.Equal(
            [
                "zeroclaw SendTelemetry",
                "zeroclaw WithoutEnvironment OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT",
                "zeroclaw WithEnvironment OTEL_EXPORTER_OTLP_HEADERS=secret://OTEL_EXPORTER_OTLP_HEADERS",
                "zeroclaw WithEnvironment OTEL_SERVICE_NAME=zeroclaw",
                "zeroclaw WithEnvironment OTEL_RESOURCE_ATTRIBUTES=service.namespace=demo,service.instance.id=demo-zeroclaw",
                "zeroclaw WithSecretFiles of demo-zeroclaw: OTEL_EXPORTER_OTLP_HEADERS={otlp-headers}, ZEROCLAW_API_TOKEN={zeroclaw-api-token}",
            ],
            calls);
    }

    [Fact]
    public void Without_a_receiver_nobody_is_told_of_one() => Assert.DoesNotContain("OTEL_", Declared(Plans.Of("name: demo\nruntime: zeroclaw\n"), Options with { Telemetry = null }), StringComparison.Ordinal);

    [Fact]
    public void A_simulated_member_is_declared_like_a_real_one()
    {
        const string Iron = "name: demo\nruntimes:\n  - name: iron\n    runtime: ironclaw\n";
        var real = Declared(Plans.Of(Iron));
        Assert.Equal(real.Replace("clawfleet/ironclaw:test", "clawfleet/ironclaw-simulated:test", StringComparison.Ordinal), Declared(Plans.Of(Iron + "    simulate: always\n")));
    }

    [Fact]
    public void A_fleet_with_no_way_out_is_refused()
    {
        var refused = Assert.Throws<AspireRefusedException>(() => Declared(Plans.Of("name: demo\nnetwork: {internal: true}\nruntime: zeroclaw\n")));
        Assert.Contains("`network: {internal: true}`", refused.Message, StringComparison.Ordinal);
        Assert.Contains("clawden up", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_things_that_Aspire_would_call_the_same_are_refused()
    {
        var refused = Assert.Throws<AspireRefusedException>(() => Declared(Plans.Of("name: demo\nruntimes:\n  - name: desk\n    runtime: zeroclaw\n  - name: desk-api-token\n    runtime: zeroclaw\n")));
        Assert.Contains("the container demo-desk-api-token", refused.Message, StringComparison.Ordinal);
        Assert.Contains("the secret DESK_API_TOKEN", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_machine_adds_is_among_the_arguments_of_every_container()
    {
        var calls = Declared(Plans.Of("name: demo\nruntime: ironclaw\n"), Options with { EngineArguments = ["--userns", "keep-id"], OpenFilesCeiling = 1024 });
        Assert.Equal(2, calls.Split("--userns keep-id").Length - 1);
        Assert.Equal(2, calls.Split("nofile=1024:1024").Length - 1);
    }

    [Fact]
    public void No_call_holds_a_secret_s_value()
        => Assert.DoesNotContain("value-of-", Declared(Plans.OfExample("two-members")), StringComparison.Ordinal);

    internal static string Declared(FleetPlan plan, AspireOptions? options = null)
    {
        var model = new RecordedModel();
        AspireFleet.Declare(plan, model, options ?? Options);
        return model.ToString();
    }
}
