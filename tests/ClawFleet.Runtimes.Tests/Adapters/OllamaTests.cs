namespace ClawFleet.Runtimes.Tests.Adapters;

/// <summary>Ollama's own interface sits at the root and the OpenAI-compatible one below <c>/v1</c>; which of the two a runtime speaks is not for the file to know.</summary>
public class OllamaTests
{
    public static TheoryData<string, string> Spoken => new()
    {
        { "ironclaw", "http://model.test:11434" },
        { "microclaw", "http://model.test:11434/v1" },
        { "nullclaw", "http://model.test:11434" },
        { "openclaw", "http://model.test:11434" },
        { "picoclaw", "http://model.test:11434/v1" },
        { "zeroclaw", "http://model.test:11434" },
    };

    [Theory]
    [MemberData(nameof(Spoken))]
    public void Each_runtime_gets_the_address_of_the_interface_it_speaks_however_it_is_written(string runtime, string address)
        => Assert.All(new[] { "http://model.test:11434", "http://model.test:11434/", "http://model.test:11434/v1", "http://model.test:11434/v1/" }, written =>
        {
            var member = Member(runtime, written);
            Assert.DoesNotContain(member.Check(), f => f.IsError);
            var launch = member.Render();
            var everything = string.Join('\n', launch.Files.Select(f => f.Text).Concat(launch.Environment.Values));
            Assert.Contains($"\"{address}\"", everything, StringComparison.Ordinal);
        });

    [Fact]
    public void Without_an_address_it_is_refused_everywhere_and_the_remedy_names_this_machine()
        => Assert.All(RuntimeAdapters.All.Keys.Where(r => r != "nanoclaw"), runtime =>
        {
            var fault = Assert.Single(Member(runtime, null).Check(), f => f.IsError);
            Assert.Equal(("provider.base_url", "ollama without base_url"), (fault.Path, fault.What));
            Assert.Contains("http://host.docker.internal:11434", fault.Remedy, StringComparison.Ordinal);
        });

    private static MemberSpec Member(string runtime, string? url) => Members.Of(runtime) with { Model = "qwen3", Provider = new ProviderSpec("ollama", "ollama", url, null, null) };
}
