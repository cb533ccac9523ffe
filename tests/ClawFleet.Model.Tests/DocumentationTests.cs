using ClawFleet.Model.Tests.Support;

namespace ClawFleet.Model.Tests;

public class DocumentationTests
{
    public static TheoryData<string> Examples
        => [.. new[] { "clawden-yaml.md", "telemetry.md" }.SelectMany(p => File.ReadAllText(Path.Combine(Golden.Root, "docs", p)).Split("```yaml\n").Skip(1).Select(e => e.Split("```")[0])).Where(e => e.Contains("runtime", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Examples))]
    public void An_example_of_a_page_is_a_good_file(string yaml)
    {
        var result = Fleets.Load(yaml, ["TELEGRAM_BOT_TOKEN=1", "DESK_TG=2", "LAB_DC=3", "ANTHROPIC_API_KEY=4", "OTLP_TOKEN=5"]);
        Assert.True(result.Diagnostics.IsEmpty, Fleets.Text(result.Diagnostics));
    }

    [Fact]
    public void The_page_names_every_channel_type()
    {
        var page = File.ReadAllText(Path.Combine(Golden.Root, "docs", "clawden-yaml.md"));
        Assert.All(Schema.ChannelTable.Types, type => Assert.Contains(type.Name, page, StringComparison.Ordinal));
    }
}
