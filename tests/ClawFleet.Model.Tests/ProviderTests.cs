using ClawFleet.Model.Schema;
using ClawFleet.Model.Tests.Support;

namespace ClawFleet.Model.Tests;

public class ProviderTests
{
    private static readonly string[] Page = File.ReadAllLines(Path.Combine(Golden.Root, "docs", "providers.md"));

    public static TheoryData<string> WithKeys => [.. ProviderTypes.WellKnown.Where(type => !ProviderTypes.KeyVariables(type).IsEmpty)];

    [Theory]
    [MemberData(nameof(WithKeys))]
    public void A_well_known_provider_without_an_entry_takes_its_variable(string type)
    {
        var variable = ProviderTypes.KeyVariables(type)[0];
        var result = Fleets.Load($"runtimes: [{{name: zeroclaw, provider: {type}, model: m}}]", [$"{variable}=sk-of-the-environment-0123456789"]);
        Assert.Empty(result.Diagnostics);
        var provider = Assert.Single(result.Document!.Members).Spec.Provider!;
        Assert.Equal((type, $"secret://{variable}"), (provider.Type, provider.ApiKey));
    }

    [Theory]
    [MemberData(nameof(WithKeys))]
    public void The_page_of_providers_names_the_variables_that_count(string type)
        => Assert.EndsWith($"| {string.Join(", ", ProviderTypes.KeyVariables(type).Select(v => $"`{v}`"))} |", Page.Single(l => l.StartsWith($"| {type} |", StringComparison.Ordinal)), StringComparison.Ordinal);

    [Fact]
    public void The_page_of_providers_has_every_type() => Assert.All(ProviderTypes.All, type => Assert.Contains(Page, l => l.StartsWith($"| {type} |", StringComparison.Ordinal)));
}
