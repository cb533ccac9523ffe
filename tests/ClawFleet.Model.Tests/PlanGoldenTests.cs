using ClawFleet.Model.Plans;
using ClawFleet.Model.Tests.Support;

namespace ClawFleet.Model.Tests;

/// <summary>Files and their whole plans: <c>testdata/plans/NAME.yaml</c> gives <c>NAME.plan.json</c>.</summary>
public class PlanGoldenTests
{
    private static readonly string[] Variables = ["DESK_TG=1", "LAB_TG=2", "LAB_DC=3", "PROXY_PASS=4", "ANTHROPIC_API_KEY=5", "GH_TOKEN=6", "LEVEL=debug"];

    public static TheoryData<string> Cases => [.. Golden.Cases("plans", ".yaml")];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_file_gives_its_golden_plan(string name)
        => Golden.Compare(Golden.Path($"plans/{name}.plan.json"), PlanJson.Write(Fleets.Plan(Golden.Read($"plans/{name}.yaml"), Variables, options: Fleets.Options("zeroclaw"))));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Two_runs_with_a_shuffled_environment_give_the_same_bytes(string name)
    {
        var yaml = Golden.Read($"plans/{name}.yaml");
        Assert.Equal(PlanJson.Write(Fleets.Plan(yaml, Variables)), PlanJson.Write(Fleets.Plan(yaml, [.. Variables.Reverse()])));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_container_reads_back_as_it_was_written(string name)
        => Assert.All(Fleets.Plan(Golden.Read($"plans/{name}.yaml"), Variables).Containers, container =>
        {
            var read = PlanJson.ReadContainer(PlanJson.Write(container));
            Assert.Equal(PlanJson.Write(container), PlanJson.Write(read));
            Assert.Equal(container.Hash, PlanJson.Hash(read));
            Assert.Empty(PlanDiff.Describe(container, read));
        });

    [Theory]
    [MemberData(nameof(Cases))]
    public void No_value_of_a_secret_is_in_a_plan(string name)
    {
        var plan = PlanJson.Write(Fleets.Plan(Golden.Read($"plans/{name}.yaml"), [.. Variables.Select(v => v.Split('=')[0]).Select(n => $"{n}=VALUE-OF-{n}")]));
        Assert.All(["DESK_TG", "LAB_TG", "LAB_DC", "PROXY_PASS", "ANTHROPIC_API_KEY", "GH_TOKEN"], n => Assert.DoesNotContain($"VALUE-OF-{n}", plan, StringComparison.Ordinal));
        Assert.DoesNotContain("hunter2", plan, StringComparison.Ordinal);
    }
}
