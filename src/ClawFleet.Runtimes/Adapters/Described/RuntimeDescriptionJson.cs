using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using ClawFleet.Runtimes.Native;

namespace ClawFleet.Runtimes;

/// <summary>
/// The wire form of a <see cref="RuntimeDescription"/>: the file <c>runtime.json</c> that the host puts into the build of such a runtime's image, so that
/// <c>clawinit</c> knows it there. Written by hand, so that it needs no reflection.
/// </summary>
public static class RuntimeDescriptionJson
{
    /// <summary>The file's name, in the build and among the image's defaults.</summary>
    public const string FileName = "runtime.json";

    public static string Write(RuntimeDescription description)
    {
        var o = new JsonObject
        {
            ["runtime"] = description.Runtime,
            ["title"] = description.Title,
            ["port"] = description.Port,
            ["command"] = new JsonArray([.. description.Command.Select(w => (JsonNode)JsonValue.Create(w))]),
            ["directory"] = description.Directory,
        };
        if (description.File is { } file)
        {
            o["file"] = new JsonObject { ["name"] = file.Name, ["format"] = file.Format.ToString() };
        }

        if (description.Front is { } front)
        {
            o["front"] = new JsonObject { ["probe"] = front.Probe, ["stopSignal"] = front.StopSignal };
            if (front.Port is { } port)
            {
                o["front"]!["port"] = port;
            }

            if (front.Ready is { } ready)
            {
                o["front"]!["ready"] = ready;
            }
        }

        o["env"] = Texts(description.Environment.Select(v => (v.Key, v.Value)));
        o["told"] = Texts(description.Told.Select(t => (t.Key, t.Value.Text)));
        o["providerTypes"] = Texts(description.ProviderTypes.Select(t => (t.Key, t.Value)));
        var channels = new JsonObject();
        foreach (var (type, fields) in description.Channels)
        {
            channels[type] = Texts(fields.Select(f => (f.Key, f.Value.Text)));
        }

        o["channels"] = channels;
        o["emptyList"] = description.EmptyListIsNobody ? "nobody" : "everybody";
        return NativeJson.Write(o);
    }

    /// <exception cref="FormatException">The text is not a description; the message says where.</exception>
    public static RuntimeDescription Read(string json)
    {
        JsonNode? node;
        try
        {
            node = JsonNode.Parse(json);
        }
        catch (JsonException e)
        {
            throw new FormatException($"line {(e.LineNumber ?? 0) + 1}: not JSON", e);
        }

        var o = SpecObject.Of(node, "");
        var file = o.Object("file");
        var front = o.Object("front");
        var read = new RuntimeDescription
        {
            Runtime = o.RequiredText("runtime"),
            Title = o.RequiredText("title"),
            Port = o.RequiredNumber("port"),
            Command = o.Texts("command") is { Length: > 0 } command ? command : throw new FormatException("command is missing"),
            Directory = o.RequiredText("directory"),
            File = file is null ? null : new DescribedFile(file.RequiredText("name"), Format(file.RequiredText("format"))),
            Front = front is null ? null : new DescribedFront(front.Node["port"] is null ? Unread(front, "port") : front.RequiredNumber("port"), front.RequiredText("probe"), front.Text("ready"), front.RequiredNumber("stopSignal")),
            Environment = Texts(o, "env"),
            Told = Destinations(o.Object("told")),
            ProviderTypes = Texts(o, "providerTypes"),
            Channels = Channels(o.Object("channels")),
            EmptyListIsNobody = o.RequiredText("emptyList") == "nobody",
        };
        file?.RefuseUnread();
        front?.RefuseUnread();
        o.RefuseUnread();
        return read;
    }

    private static int? Unread(SpecObject of, string key) => of.Text(key) is null ? null : 0;

    private static NativeFormat Format(string text) => text switch
    {
        "Json" => NativeFormat.Json,
        "Toml" => NativeFormat.Toml,
        "Yaml" => NativeFormat.Yaml,
        "Env" => NativeFormat.Env,
        _ => throw new FormatException($"file.format is {text}, which this program does not know"),
    };

    private static JsonObject Texts(IEnumerable<(string Key, string Value)> texts)
    {
        var o = new JsonObject();
        foreach (var (key, value) in texts)
        {
            o[key] = value;
        }

        return o;
    }

    private static ImmutableSortedDictionary<string, string> Texts(SpecObject of, string key) =>
        of.Object(key) is { } o ? o.Node.ToImmutableSortedDictionary(p => p.Key, p => o.RequiredText(p.Key), StringComparer.Ordinal) : RuntimeDescription.NoTexts;

    private static ImmutableSortedDictionary<string, Destination> Destinations(SpecObject? of) =>
        of?.Node.ToImmutableSortedDictionary(p => p.Key, p => new Destination(of.RequiredText(p.Key)), StringComparer.Ordinal)
        ?? ImmutableSortedDictionary<string, Destination>.Empty.WithComparers(StringComparer.Ordinal);

    private static ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, Destination>> Channels(SpecObject? of) =>
        of?.Node.ToImmutableSortedDictionary(p => p.Key, p => Destinations(of.Object(p.Key)), StringComparer.Ordinal)
        ?? ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, Destination>>.Empty.WithComparers(StringComparer.Ordinal);
}
