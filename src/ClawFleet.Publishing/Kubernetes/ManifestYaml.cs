using System.Text.Json;
using System.Text.Json.Nodes;
using ClawFleet.Publishing.Output;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace ClawFleet.Publishing.Kubernetes;

/// <summary>
/// Manifests as YAML, in the order they are given. A text is plain only where no reader, of YAML 1.1 (which kubectl reads) or 1.2, could take it for anything else; numbers are decimal, since
/// <c>0440</c> is 288 to one and 440 to the other.
/// </summary>
internal static class ManifestYaml
{
    private const string Heading = "# Written by 'clawden publish kubernetes'. Change clawden.yaml and publish again, or patch this in an overlay of your own.\n";

    /// <summary>One document each.</summary>
    public static string Write(params IEnumerable<JsonObject> documents)
    {
        using var text = new StringWriter { NewLine = "\n" };
        text.Write(Heading);
        var emitter = new Emitter(text, EmitterSettings.Default.WithIndentedSequences().WithNewLine("\n"));
        emitter.Emit(new StreamStart());
        foreach (var document in documents)
        {
            emitter.Emit(new DocumentStart(null, null, isImplicit: false));
            Emit(emitter, document);
            emitter.Emit(new DocumentEnd(isImplicit: true));
        }

        emitter.Emit(new StreamEnd());
        return text.ToString();
    }

    private static void Emit(Emitter emitter, JsonNode? node)
    {
        switch (node)
        {
            case JsonObject map:
                emitter.Emit(new MappingStart(AnchorName.Empty, TagName.Empty, isImplicit: true, map.Count == 0 ? MappingStyle.Flow : MappingStyle.Block));
                foreach (var (key, value) in map)
                {
                    emitter.Emit(Text(key));
                    Emit(emitter, value);
                }

                emitter.Emit(new MappingEnd());
                break;
            case JsonArray list:
                emitter.Emit(new SequenceStart(AnchorName.Empty, TagName.Empty, isImplicit: true, list.Count == 0 ? SequenceStyle.Flow : SequenceStyle.Block));
                foreach (var item in list)
                {
                    Emit(emitter, item);
                }

                emitter.Emit(new SequenceEnd());
                break;
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                emitter.Emit(Text(value.GetValue<string>()));
                break;
            default:
                emitter.Emit(new Scalar(node?.ToJsonString() ?? "null"));
                break;
        }
    }

    private static Scalar Text(string text) => new(AnchorName.Empty, TagName.Empty, text, Style(text), isPlainImplicit: true, isQuotedImplicit: true);

    private static ScalarStyle Style(string text) =>
        YamlText.IsPlain(text) ? ScalarStyle.Plain : YamlText.NeedsEscapes(text) ? ScalarStyle.DoubleQuoted : ScalarStyle.SingleQuoted;
}
