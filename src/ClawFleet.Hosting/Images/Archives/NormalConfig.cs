using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ClawFleet.Hosting.Images.Archives;

/// <summary>An image's configuration with what makes a container of it and nothing of how it was built: no build's times, host names, container ids, builder versions.</summary>
internal static partial class NormalConfig
{
    /// <summary>Keys below <c>config</c> that say how a container of the image runs; the rest is the builder's.</summary>
    private static readonly string[] Kept = ["User", "ExposedPorts", "Env", "Entrypoint", "Cmd", "Volumes", "WorkingDir", "StopSignal", "Healthcheck", "Shell", "OnBuild"];

    /// <param name="saved">As the engine wrote it.</param>
    /// <param name="labels">All the labels that the image is to have.</param>
    /// <param name="created">The image's one time.</param>
    /// <param name="diffIds">Of its layers, the lowest first.</param>
    public static JsonObject Of(JsonObject saved, IEnumerable<KeyValuePair<string, string>> labels, DateTimeOffset created, IEnumerable<string> diffIds)
    {
        var time = Time(created);
        var from = saved["config"] as JsonObject ?? [];
        var config = new JsonObject();
        foreach (var key in Kept)
        {
            if (from[key] is { } value and not JsonArray { Count: 0 } && !(value is JsonValue text && text.TryGetValue<string>(out var word) && word.Length == 0))
            {
                config[key] = Sorted(value);
            }
        }

        config["Labels"] = new JsonObject(labels.OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => KeyValuePair.Create<string, JsonNode?>(l.Key, l.Value)));
        var normal = new JsonObject { ["architecture"] = saved["architecture"]?.DeepClone(), ["os"] = saved["os"]?.DeepClone() };
        if (saved["variant"] is { } variant)
        {
            normal["variant"] = variant.DeepClone();
        }

        normal["created"] = time;
        normal["config"] = config;
        normal["rootfs"] = new JsonObject { ["type"] = "layers", ["diff_ids"] = new JsonArray([.. diffIds.Select(d => (JsonNode)d)]) };
        normal["history"] = new JsonArray([.. (saved["history"] as JsonArray ?? []).OfType<JsonObject>().Select(h => Step(h, time))]);
        return normal;
    }

    /// <summary>As the image specification and SPDX both want it: UTC, whole seconds.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static JsonObject Step(JsonObject step, string time)
    {
        var normal = new JsonObject { ["created"] = time, ["created_by"] = Words(step["created_by"]?.GetValue<string>() ?? "") };
        if (step["empty_layer"] is JsonValue empty && empty.TryGetValue<bool>(out var isEmpty) && isEmpty)
        {
            normal["empty_layer"] = true;
        }

        return normal;
    }

    /// <summary>The Dockerfile's own words: builders put the values of build arguments before them (a proxy's address among them) and sums of what was copied into them.</summary>
    private static string Words(string createdBy)
    {
        var words = BuildArguments().Replace(createdBy, "");
        words = words.Replace("/bin/sh -c #(nop) ", "", StringComparison.Ordinal);
        return string.Join(' ', CopiedSum().Replace(words, " ").Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    private static JsonNode Sorted(JsonNode value) => value is JsonObject map
        ? new JsonObject(map.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => KeyValuePair.Create(p.Key, p.Value?.DeepClone())))
        : value.DeepClone();

    [GeneratedRegex(@"^\|[0-9]+ .*?(?=/bin/sh -c )", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex BuildArguments();

    [GeneratedRegex(@"(?:^|\s)(?:file|dir|multi):[0-9a-f]{64}(?=\s|$)", RegexOptions.CultureInvariant)]
    private static partial Regex CopiedSum();
}
