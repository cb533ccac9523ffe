using System.Collections.Immutable;
using ClawFleet.Model.Diagnostics;
using ClawFleet.Model.Tests.Support;
using ClawFleet.Runtimes;

namespace ClawFleet.Model.Tests;

public class DeliveryTests
{
    private const string List = """
        channels:
          my.desk: {type: telegram, botToken: $T, guild: x}
        providers:
          house: {type: openai, api_key: $OPENAI_API_KEY, org_id: o}
        env: {A: b}
        runtimes:
          - name: first
            runtime: zeroclaw
          - name: second
            runtime: ironclaw
            channels: [my.desk]
            provider: house
            config: {a: {b: [1, {c: 2}]}}
        """;

    [Theory]
    [InlineData("channels.my.desk.guild", 2, 43)]
    [InlineData("channels.my.desk.token", 2, 29)]
    [InlineData("channels.my.desk.allowed_users", 2, 3)]
    [InlineData("provider.org_id", 4, 51)]
    [InlineData("provider", 12, 15)]
    [InlineData("config.a.b.1.c", 13, 26)]
    [InlineData("config.a.nothing", 13, 14)]
    [InlineData("env.A", 5, 7)]
    [InlineData("model", 9, 11)]
    public void A_fault_of_the_runtime_stands_at_its_place_in_the_file(string path, int line, int column)
    {
        var fault = Assert.Single(Load(List, new SpecFault(path, true, "it cannot", "it has none", "remove it")).Diagnostics);
        Assert.Equal((DiagnosticCodes.RefusedByRuntime, line, column), (fault.Code, fault.Span!.Value.Line, fault.Span.Value.Column));
        Assert.Equal(("second: it cannot", "it has none", "remove it"), (fault.What, fault.Why, fault.Remedy));
    }

    [Fact]
    public void A_limit_is_a_warning_and_the_document_stands()
    {
        var result = Load(List, new SpecFault("model", false, "slow", "why", "wait"));
        Assert.Equal([DiagnosticCodes.LimitedByRuntime], result.Diagnostics.Select(d => d.Code));
        Assert.NotNull(result.Document);
    }

    [Fact]
    public void The_adapter_sees_the_database_that_the_member_will_have()
    {
        MemberSpec? seen = null;
        Load(List, spec => seen = spec);
        Assert.Equal(("postgres", 5432, "secret://SECOND_DATABASE_PASSWORD", "secret://SECOND_API_TOKEN"), (seen!.Database!.Host, seen.Database.Port, seen.Database.Password, seen.ApiToken));
    }

    [Fact]
    public void A_fault_that_was_told_already_is_not_told_again_in_other_words()
        => Assert.Equal([DiagnosticCodes.MissingProviderKey],
            Fleets.Errors(Fleets.Load("runtime: zeroclaw\nprovider: groq\nmodel: m", adapters: _ => new Adapter([new SpecFault("provider.api_key", true, "no key", "", "")], _ => { }))));

    [Fact]
    public void A_provider_that_the_runtime_cannot_ask_is_refused_before_anybody_looks_for_its_key()
        => Assert.Equal([DiagnosticCodes.MissingProviderKey, DiagnosticCodes.RefusedByRuntime],
            Fleets.Errors(Fleets.Load("runtime: zeroclaw\nprovider: groq\nmodel: m", adapters: _ => new Adapter([new SpecFault("provider", true, "cannot ask it", "", "")], _ => { }))));

    [Fact]
    public void The_real_adapters_pass_what_the_sample_says()
    {
        var sample = File.ReadAllText(Path.Combine(Golden.Root, "clawden.yaml"));
        var result = FleetFile.Load(sample, Path.Combine(Golden.Root, "clawden.yaml"), Catalogue.RuntimeCatalogue.Read(Path.Combine(Golden.Root, "runtimes")), Environments.VariableSet.Empty, []);
        Assert.Empty(result.Diagnostics);
        Assert.Equal(["openclaw", "ironclaw", "zeroclaw"], result.Document!.Members.Select(m => m.Name));
    }

    private static LoadResult Load(string yaml, params SpecFault[] faults) => Load(yaml, _ => { }, faults);

    private static LoadResult Load(string yaml, Action<MemberSpec> see, params SpecFault[] faults)
        => Fleets.Load(yaml, ["T=1", "OPENAI_API_KEY=2"], adapters: runtime => runtime == "ironclaw" ? new Adapter([.. faults], see) : null);

    private sealed class Adapter(ImmutableArray<SpecFault> faults, Action<MemberSpec> see) : IRuntimeAdapter
    {
        public string Runtime => "ironclaw";

        public int DefaultPort => 1;

        public string NativeFileName => "x.toml";

        public ImmutableArray<string> KeptSecrets => [];

        public ImmutableArray<SpecFault> Check(MemberSpec spec)
        {
            see(spec);
            return faults;
        }

        public NativeLaunch Render(MemberSpec spec, RenderInput input) => throw new NotSupportedException();
    }
}
