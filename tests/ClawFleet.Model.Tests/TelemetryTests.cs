using ClawFleet.Model.Plans;
using ClawFleet.Model.Tests.Support;

namespace ClawFleet.Model.Tests;

public class TelemetryTests
{
    private const string Fleet = "name: home\nruntime: zeroclaw\nchannels: {telegram: {token: $TG, allowed_users: [\"1\"]}}\n";

    [Fact]
    public void One_endpoint_is_the_base_of_all_signals_and_a_signals_own_wins()
    {
        var plan = Plan("endpoint: http://127.0.0.1:4318, metrics: http://127.0.0.1:9090/api/v1/otlp/v1/metrics")!;
        Assert.Equal("http://127.0.0.1:4318/v1/traces", plan.Traces!.Url);
        Assert.Equal("http://127.0.0.1:9090/api/v1/otlp/v1/metrics", plan.Metrics!.Url);
        Assert.Equal("http://127.0.0.1:4318/v1/logs", plan.Logs!.Url);
        Assert.Equal(1, plan.Sample);
    }

    [Theory]
    [InlineData("http://127.0.0.1:4318", false, "http://127.0.0.1:4318/v1/logs")]
    [InlineData("http://127.0.0.1:4318/", false, "http://127.0.0.1:4318/v1/logs")]
    [InlineData("https://example.org/in", false, "https://example.org/in")]
    [InlineData("https://example.org/in/", true, "https://example.org/in/v1/logs")]
    [InlineData("https://example.org?tenant=1", true, "https://example.org/v1/logs?tenant=1")]
    public void The_signals_path_is_added_where_there_is_none_or_to_a_base(string url, bool isBase, string whole) => Assert.Equal(whole, OtlpUrl.Complete(url, "logs", isBase));

    [Fact]
    public void A_signal_without_an_endpoint_stays_here()
    {
        Assert.Null(Plan("traces: http://127.0.0.1:4318, sample: 0")!.Logs);
        Assert.Null(Plan(""));
    }

    [Fact]
    public void Headers_and_addresses_with_a_secret_are_references_and_no_value_is_in_the_plan()
    {
        var plan = Fleets.Plan(Fleet + "telemetry: {endpoint: \"https://$OTLP_KEY.example.org/in\", sample: 0.2, headers: {Authorization: Bearer $OTLP_TOKEN, X-Scope-OrgID: acme-lab}}", Variables);
        Assert.StartsWith("secret://", plan.Telemetry!.Traces!.Url, StringComparison.Ordinal);
        Assert.True(plan.Telemetry.Traces.IsBase);
        Assert.All(plan.Telemetry.Headers.Values, value => Assert.StartsWith("secret://", value, StringComparison.Ordinal));
        Assert.Equal(3, plan.Telemetry.Secrets.Length);
        var json = PlanJson.Write(plan);
        Assert.Contains("\"sample\": 0.2", json, StringComparison.Ordinal);
        Assert.DoesNotContain("otlp-token-value", json, StringComparison.Ordinal);
        Assert.DoesNotContain("otlp-key-value", json, StringComparison.Ordinal);
        Assert.DoesNotContain("acme-lab", json, StringComparison.Ordinal);
    }

    [Fact]
    public void Telemetry_replaces_no_member_and_no_member_mounts_its_secrets()
    {
        var without = Fleets.Plan(Fleet, Variables);
        // The same variable as a member's, and one of its own.
        var with = Fleets.Plan(Fleet + "telemetry: {endpoint: http://127.0.0.1:4318, headers: {a-key: $TG, Authorization: Bearer $OTLP_TOKEN}}", Variables);
        Assert.Equal(without.Containers.Select(c => c.Hash), with.Containers.Select(c => c.Hash));
        Assert.Equal(without.Secrets, with.Secrets);
    }

    private static string[] Variables => ["TG=1", "OTLP_TOKEN=otlp-token-value", "OTLP_KEY=otlp-key-value"];

    private static TelemetryPlan? Plan(string telemetry) => Fleets.Plan($"{Fleet}telemetry: {{{telemetry}}}", Variables).Telemetry;
}
