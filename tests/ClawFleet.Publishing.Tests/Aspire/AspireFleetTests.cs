using ClawFleet.Model.Plans;
using ClawFleet.Publishing.Aspire;
using ClawFleet.Publishing.Tests.Support;

namespace ClawFleet.Publishing.Tests.Aspire;

public class AspireFleetTests
{
    private static readonly AspireOptions Options = new() { SecretsFolder = container => $"/secrets/{container}", Telemetry = true };

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

    internal static string Declared(FleetPlan plan, AspireOptions? options = null)
    {
        var model = new RecordedModel();
        AspireFleet.Declare(plan, model, options ?? Options);
        return model.ToString();
    }
}
