using System.Globalization;
using System.Text.Json.Nodes;

namespace ClawFleet.Hosting.Images.Archives;

/// <summary>An image's configuration with what makes a container of it and nothing of how it was built: no build's times, host names, container ids, builder versions.</summary>
internal static class NormalConfig
{
    /// <summary>Keys below <c>config</c> that say how a container of the image runs; the rest is the builder's.</summary>
    private static readonly string[] Kept = ["User", "ExposedPorts", "Env", "Entrypoint", "Cmd", "Volumes", "WorkingDir", "StopSignal", "Healthcheck", "Shell", "OnBuild"];

    /// <summary>What Podman's builder adds of itself.</summary>
    private const string BuilderLabel = "io.buildah.version";

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
            if (from[key] is { } value and not JsonArray { Count: 0 } and not JsonObject { Count: 0 } && !(value is JsonValue text && text.TryGetValue<string>(out var word) && word.Length == 0))
            {
                config[key] = Sorted(value);
            }
        }

        config["Labels"] = new JsonObject(labels.Where(l => l.Key != BuilderLabel).OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => KeyValuePair.Create<string, JsonNode?>(l.Key, l.Value)));
        var normal = new JsonObject { ["architecture"] = saved["architecture"]?.DeepClone(), ["os"] = saved["os"]?.DeepClone() };
        if (saved["variant"] is { } variant)
        {
            normal["variant"] = variant.DeepClone();
        }

        normal["created"] = time;
        normal["config"] = config;
        var layers = diffIds.Select(d => (JsonNode)d).ToArray();
        normal["rootfs"] = new JsonObject { ["type"] = "layers", ["diff_ids"] = new JsonArray(layers) };
        // One step for each layer. A builder's own are in words of its own, with sums and the values of build arguments in them (a proxy's address, say).
        normal["history"] = new JsonArray([.. layers.Select(_ => (JsonNode)new JsonObject { ["created"] = time, ["created_by"] = "clawden image build" })]);
        return normal;
    }

    /// <summary>As the image specification and SPDX both want it: UTC, whole seconds.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static JsonNode Sorted(JsonNode value) => value is JsonObject map
        ? new JsonObject(map.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => KeyValuePair.Create(p.Key, p.Value?.DeepClone())))
        : value.DeepClone();
}
