namespace ClawFleet.Runtimes.Tests.Adapters;

/// <summary>Deliver or refuse, for model providers.</summary>
public class ProviderGridTests
{
    /// <summary><c>CLAWFLEET_UPDATE_GOLDEN=1</c> writes the page anew.</summary>
    [Fact]
    public void The_page_of_providers_is_the_generated_one()
    {
        var path = Path.Combine(Repository.Root, "docs", "providers.md");
        var page = ProviderPage.Write(ProviderGrid.Cells);
        if (Environment.GetEnvironmentVariable("CLAWFLEET_UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(path, page);
        }

        Assert.Equal(File.ReadAllText(path).ReplaceLineEndings("\n"), page);
    }

    [Fact]
    public void Every_pair_is_delivered_or_refused_with_why_and_what_to_do()
    {
        Assert.Equal(RuntimeAdapters.All.Count * ProviderGrid.Types.Length, ProviderGrid.Cells.Length);
        Assert.All(ProviderGrid.Cells.Where(c => !c.IsDelivered), c => Assert.All(new[] { c.Elsewhere!.What, c.Elsewhere.Why, c.Elsewhere.Remedy }, text => Assert.False(string.IsNullOrWhiteSpace(text))));
    }

    [Fact]
    public void Every_runtime_can_be_given_an_endpoint_of_ones_own() => Assert.All(ProviderGrid.Cells.Where(c => c.Type == "custom"), c => Assert.Null(c.Elsewhere));

    [Fact]
    public void A_key_is_never_where_a_model_without_one_is_asked()
        => Assert.All(RuntimeAdapters.All.Keys, runtime =>
        {
            var member = ProviderGrid.Member(runtime, "ollama", elsewhere: true);
            if (!member.Check().Any(f => f.IsError))
            {
                var launch = member.Render();
                Assert.DoesNotContain(ProviderGrid.Key, string.Join('\n', launch.Files.Select(f => f.Text).Concat(launch.Environment.Values)), StringComparison.Ordinal);
            }
        });
}
