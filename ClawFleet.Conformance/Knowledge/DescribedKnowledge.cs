using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ClawFleet.Model.Catalogue;
using ClawFleet.Runtimes;

namespace ClawFleet.Conformance.Knowledge;

/// <summary>What the suite knows of a runtime that its <c>runtime.yaml</c> describes: its own words stand there, so nothing has to be added here.</summary>
internal static class DescribedKnowledge
{
    private static readonly int[] Understood = [200, 400, 408, 422, 429, 500, 502, 503, 504];

    public static RuntimeKnowledge Of(CatalogueEntry entry, RuntimeDescription native)
    {
        var file = native.File;
        return new RuntimeKnowledge(
            file is null ? "" : $"/config/{file.Name}",
            file is null ? "" : $"/usr/share/clawfleet/defaults/{entry.Name}/{file.DefaultName}",
            file is null ? NativeOverride.None : Override(entry, file),
            file is null ? new OwnFile("", "") : new OwnFile($"/config/{file.Name}", Own(entry, native)),
            Calls(entry.Chat),
            native.Destinations.Where(d => d.Value.IsVariable).ToDictionary(d => d.Value.Variable, d => $"its runtime.yaml tells it {d.Key} there", StringComparer.Ordinal))
        {
            DemandsToken = native.Told.ContainsKey("apiToken"),
        };
    }

    private static ApiCall[] Calls(ChatEntry? chat) => chat?.Protocol switch
    {
        "openai-chat" => [new ApiCall(chat.Path, """{"model":"default","messages":[{"role":"user","content":"ping"}]}""", Understood)],
        "responses" => [new ApiCall(chat.Path, """{"model":"default","input":"ping"}""", Understood)],
        "webhook" => [new ApiCall(chat.Path, """{"message":"ping"}""", Understood)],
        _ => [],
    };

    /// <summary>The file that ClawFleet would write, with one line more at its end: one with which the runtime starts.</summary>
    private static string Own(CatalogueEntry entry, RuntimeDescription native)
    {
        var spec = new MemberSpec { Fleet = "conformance", Member = entry.Name, Runtime = entry.Name, Port = entry.Port, ApiToken = "secret://API_TOKEN" };
        var input = new RenderInput(entry.BakedDefault, _ => "written-by-hand-0123456789-0123456789", new Dictionary<string, string>(), ContainerPaths.Default);
        return new DescribedAdapter(native).Render(spec, input).Files[0].Text + "\n";
    }

    /// <summary>Changes the first plain value of the default by which the runtime is least disturbed: a number, else a switch, else a text.</summary>
    private static NativeOverride Override(CatalogueEntry entry, DescribedFile file)
    {
        if (entry.BakedDefault is not { } text)
        {
            return NativeOverride.None;
        }

        var tree = file.Format switch
        {
            NativeFormat.Toml => ClawFleet.Runtimes.Native.TomlReader.Read(text),
            NativeFormat.Yaml => ClawFleet.Runtimes.Native.YamlReader.Read(text),
            _ => ClawFleet.Runtimes.Native.NativeJson.ReadObject(text),
        };
        var leaves = Leaves(tree, []).ToList();
        var chosen = leaves.OrderBy(l => l.Value.GetValueKind() switch { JsonValueKind.Number => 0, JsonValueKind.True or JsonValueKind.False => 1, _ => 2 }).FirstOrDefault();
        if (chosen.Path is null)
        {
            return NativeOverride.None;
        }

        var value = chosen.Value.GetValueKind() switch
        {
            JsonValueKind.Number => (decimal.Parse(chosen.Value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture) + 1).ToString(CultureInfo.InvariantCulture),
            JsonValueKind.True => "false",
            JsonValueKind.False => "true",
            _ => "conformance",
        };
        var separator = file.Format is NativeFormat.Toml or NativeFormat.Env ? "=" : ":";
        return new NativeOverride($"CLAWFLEET_CONFIG__{string.Join("__", chosen.Path)}", value, $"{Regex.Escape(chosen.Path[^1])}[\"']?\\s*{separator}\\s*[\"']?{Regex.Escape(value)}\\b");
    }

    private static IEnumerable<(string[] Path, JsonValue Value)> Leaves(JsonObject tree, string[] path) =>
        tree.SelectMany(p => p.Value switch
        {
            JsonObject inner => Leaves(inner, [.. path, p.Key]),
            JsonValue value => [([.. path, p.Key], value)],
            _ => Enumerable.Empty<(string[], JsonValue)>(),
        });
}
