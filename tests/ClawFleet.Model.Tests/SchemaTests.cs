using System.Text.Json.Nodes;
using ClawFleet.Model.Diagnostics;
using ClawFleet.Model.Environments;
using ClawFleet.Model.Parsing;
using ClawFleet.Model.Schema;
using ClawFleet.Model.Tests.Support;

namespace ClawFleet.Model.Tests;

public class SchemaTests
{
    [Fact]
    public void The_schema_in_the_repository_is_the_generated_one() => Golden.Compare(Path.Combine(Golden.Root, "clawden.schema.json"), FleetSchema.Write());

    [Theory]
    [InlineData("single")]
    [InlineData("sidecar")]
    [InlineData("replicas")]
    [InlineData("internal")]
    public void A_good_file_meets_the_schema(string name) => Assert.Empty(SmallJsonSchema.Check(Schema(), Tree(Golden.Read($"plans/{name}.yaml"))));

    [Theory]
    [InlineData("A1")]
    [InlineData("A2")]
    [InlineData("A3")]
    [InlineData("A4")]
    [InlineData("A5")]
    [InlineData("A6")]
    [InlineData("A7")]
    [InlineData("A9")]
    public void A_file_of_ClawDen_meets_the_schema(string name) => Assert.Empty(SmallJsonSchema.Check(Schema(), Tree(Golden.Read($"upstream/{name}.yaml"))));

    [Fact]
    public void The_sample_meets_the_schema() => Assert.Empty(SmallJsonSchema.Check(Schema(), Tree(File.ReadAllText(Path.Combine(Golden.Root, "clawden.yaml")))));

    [Theory]
    [InlineData("unknown-keys")]
    [InlineData("unknown-words")]
    [InlineData("wrong-kinds")]
    [InlineData("both-forms")]
    [InlineData("no-runtime")]
    [InlineData("unknown-channel-field")]
    public void A_bad_file_does_not_meet_the_schema(string name) => Assert.NotEmpty(SmallJsonSchema.Check(Schema(), Tree(Golden.Read($"diagnostics/{name}.yaml"))));

    [Fact]
    public void Every_key_says_what_it_is_for()
        => Assert.All(Enum.GetValues<SchemaScope>().SelectMany(s => SchemaTable.Of(s)), key => Assert.Matches("[.…]$", key.Help));

    private static JsonNode Schema() => JsonNode.Parse(FleetSchema.Write())!;

    private static JsonNode? Tree(string yaml)
    {
        var faults = new DiagnosticBag();
        var root = YamlTree.Parse(new SourceText("x", yaml), faults)!;
        var resolver = new Resolution.Resolver(VariableSet.Empty, new Resolution.SecretRegistry(), new HashSet<string>(), faults);

        // Variables stay as written: the schema judges the file as an editor sees it.
        return Written(root, resolver);
    }

    private static JsonNode? Written(YamlNode node, Resolution.Resolver resolver) => node switch
    {
        YamlMapping map => new JsonObject(map.Entries.Select(e => KeyValuePair.Create(e.Key.Text, Written(e.Value, resolver)))),
        YamlSequence list => new JsonArray([.. list.Items.Select(i => Written(i, resolver))]),
        YamlScalar scalar when scalar.Text.Contains('$') => JsonValue.Create(scalar.Text),
        _ => resolver.Tree(node, "", "X", needed: false),
    };
}
