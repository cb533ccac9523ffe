using System.Text.Json.Nodes;
using ClawFleet.Model.Plans;
using ClawFleet.Publishing.Kubernetes;
using ClawFleet.Publishing.Output;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace ClawFleet.Publishing.Tests.Kubernetes;

/// <summary>What was published, read back with a YAML reader that did not write it.</summary>
internal sealed class Manifests
{
    private Manifests(IReadOnlyCollection<PublishedFile> files)
    {
        Files = files.ToDictionary(f => f.Path, StringComparer.Ordinal);
        Objects = [.. files.Where(f => f.Path.EndsWith(".yaml", StringComparison.Ordinal)).SelectMany(f => Read(f.Text))];
    }

    public IReadOnlyDictionary<string, PublishedFile> Files { get; }

    public IReadOnlyList<JsonObject> Objects { get; }

    public IEnumerable<JsonObject> StatefulSets => OfKind("StatefulSet");

    public static Manifests Of(FleetPlan plan, KubernetesOptions? options = null) => new(KubernetesManifests.Of(plan, options ?? new KubernetesOptions()));

    public IEnumerable<JsonObject> OfKind(string kind) => Objects.Where(o => (string?)o["kind"] == kind);

    public JsonObject Find(string kind, string name) => OfKind(kind).Single(o => (string?)o["metadata"]!["name"] == name);

    public JsonObject Pod(string name) => Find("StatefulSet", name)["spec"]!["template"]!["spec"]!.AsObject();

    /// <summary>The pod's one container.</summary>
    public JsonObject Container(string name) => Assert.Single(Pod(name)["containers"]!.AsArray())!.AsObject();

    public string? Variable(string name, string variable) => (string?)Container(name)["env"]!.AsArray().Single(v => (string?)v!["name"] == variable)!["value"];

    public static IEnumerable<JsonObject> Read(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        return stream.Documents.Select(d => Node(d.RootNode)!.AsObject());
    }

    private static JsonNode? Node(YamlNode node) => node switch
    {
        YamlMappingNode map => new JsonObject(map.Children.Select(c => KeyValuePair.Create(((YamlScalarNode)c.Key).Value!, Node(c.Value)))),
        YamlSequenceNode list => new JsonArray([.. list.Children.Select(Node)]),
        YamlScalarNode { Style: ScalarStyle.Plain } plain => plain.Value switch
        {
            "true" => true,
            "false" => false,
            var text => int.TryParse(text, out var number) ? number : text,
        },
        YamlScalarNode scalar => scalar.Value,
        _ => throw new InvalidOperationException($"{node.NodeType} is not expected"),
    };
}
