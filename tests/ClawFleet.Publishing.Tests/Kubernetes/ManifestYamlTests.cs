using System.Text.Json.Nodes;
using ClawFleet.Publishing.Kubernetes;

namespace ClawFleet.Publishing.Tests.Kubernetes;

public class ManifestYamlTests
{
    [Theory]
    [InlineData("no")]
    [InlineData("Y")]
    [InlineData("0440")]
    [InlineData("1e3")]
    [InlineData("0x10")]
    [InlineData("12:30:45")]
    [InlineData("2026-11-28")]
    [InlineData("~")]
    [InlineData("null")]
    [InlineData(".inf")]
    [InlineData("")]
    [InlineData(" a")]
    [InlineData("a ")]
    [InlineData("a: b")]
    [InlineData("# a")]
    [InlineData("- a")]
    [InlineData("*a")]
    [InlineData("{a}")]
    [InlineData("it's \"so\"")]
    [InlineData("one\ntwo\n\n")]
    [InlineData("\ttab\r\n")]
    [InlineData("a\u0085b\u2028c\uFEFF")]
    [InlineData("\U0001F99E")]
    [InlineData("$(HOME)")]
    [InlineData("---")]
    public void A_text_is_read_back_as_the_text_it_was(string text)
    {
        var read = Assert.Single(Manifests.Read(ManifestYaml.Write(new JsonObject { ["value"] = text, [text.Length == 0 ? "empty" : text] = "key" })));
        Assert.Equal(System.Text.Json.JsonValueKind.String, read["value"]!.GetValueKind());
        Assert.Equal(text, (string?)read["value"]);
        Assert.Equal("key", (string?)read[text.Length == 0 ? "empty" : text]);
    }

    [Fact]
    public void A_long_text_stays_in_one_line()
    {
        var text = string.Join(' ', Enumerable.Repeat("word", 500));
        Assert.Contains($"value: '{text}'\n", ManifestYaml.Write(new JsonObject { ["value"] = text }), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1L << 30, "1Gi")]
    [InlineData(1536L << 20, "1536Mi")]
    [InlineData(1000, "1000")]
    [InlineData(2048, "2Ki")]
    public void Bytes_are_the_shortest_exact_amount(long bytes, string text) => Assert.Equal(text, Quantity.Bytes(bytes));

    [Theory]
    [InlineData(2, "2")]
    [InlineData(0.5, "500m")]
    [InlineData(0.0001, "1m")]
    public void Processors_are_whole_or_thousandths(double cpus, string text) => Assert.Equal(text, Quantity.Cpus(cpus));
}
