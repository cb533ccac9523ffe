using System.Text.Json;
using System.Text.Json.Nodes;
using ClawFleet.Simulator.Configuration;
using ClawFleet.Simulator.Http;

namespace ClawFleet.Simulator.PicoClaw;

/// <summary>What PicoClaw checks beyond keys and types.</summary>
/// <remarks>An enabled channel without its credential, and an open channel by accident, upstream only logs; the simulator refuses the first, since it is a mapping gone wrong.</remarks>
internal static class PicoClawChecks
{
    public static string TypeOf(KeyValuePair<string, JsonObject> channel) => channel.Value.Text("type") is { Length: > 0 } type ? type : channel.Key;

    public static IEnumerable<string> Faults(JsonObject tree) => [.. Channels(tree), .. Models(tree), .. Gateway(tree)];

    private static IEnumerable<string> Channels(JsonObject tree)
    {
        foreach (var channel in tree.Tables("channel_list"))
        {
            var type = TypeOf(channel);
            if (!PicoClawSchema.Credentials.TryGetValue(type, out var needed))
            {
                yield return $"channel \"{channel.Key}\" has unknown type \"{type}\"";
                continue;
            }
            var settings = channel.Value["settings"] as JsonObject ?? [];
            foreach (var fault in PicoClawSchema.Channels[type]!.Faults(settings)) yield return $"channel \"{channel.Key}\" failed to decode settings: {fault}";
            foreach (var key in channel.Value.Flag("enabled") is true ? needed : [])
            {
                if (string.IsNullOrWhiteSpace(settings[key]?.ToString())) yield return $"channel \"{channel.Key}\" is enabled but has no {key}";
            }
            foreach (var entry in channel.Value["allow_from"] as JsonArray ?? [])
            {
                if (entry?.GetValueKind() is not (JsonValueKind.String or JsonValueKind.Number)) yield return $"channel \"{channel.Key}\": allow_from takes strings and numbers";
            }
        }
        if (tree.Tables("channel_list").Count(c => TypeOf(c) == "pico" && c.Value.Flag("enabled") is true) > 1)
            yield return "channel type \"pico\" is singleton and does not support multiple instances";
    }

    private static IEnumerable<string> Models(JsonObject tree)
    {
        var models = (tree["model_list"] as JsonArray ?? []).OfType<JsonObject>().ToList();
        foreach (var (model, i) in models.Select((m, i) => (m, i)))
        {
            foreach (var key in (string[])["model_name", "model"])
            {
                if (string.IsNullOrWhiteSpace(model.Text(key))) yield return $"model_list[{i}]: {key} is required";
            }
        }
        if (tree.Text("agents", "defaults", "model_name") is not { Length: > 0 } name) yield break;
        if (models.FirstOrDefault(m => m.Text("model_name") == name) is not { } chosen)
        {
            yield return $"model \"{name}\" not found in model_list";
            yield break;
        }
        var provider = chosen.Text("provider") is { Length: > 0 } named ? named : chosen.Text("model")!.Split('/', 2) is [var prefix, _] ? prefix : "openai";
        var hasKey = chosen.Texts("api_keys").Count > 0;
        if (!PicoClawSchema.Providers.TryGetValue(provider, out var keyless)) yield return $"unknown protocol \"{provider}\" in model \"{chosen.Text("model")}\"";
        else if (!hasKey && !keyless) yield return $"api_key is required for {provider} protocol (model: {chosen.Text("model")})";
        else if (!hasKey && provider != "ollama" && string.IsNullOrEmpty(chosen.Text("api_base"))) yield return $"api_key or api_base is required for HTTP-based protocol \"{provider}\"";
    }

    private static IEnumerable<string> Gateway(JsonObject tree)
    {
        if (tree.At("gateway", "port") is not null && tree.Whole("gateway", "port") is not (>= 1 and <= 65535)) yield return $"invalid gateway port: {tree.At("gateway", "port")}";
        if (tree.Text("gateway", "host") is { Length: > 0 } host && host is not ("localhost" or "*") && ListenAddress.Parse(host) is null) yield return $"invalid gateway host \"{host}\" (clawsim knows IP literals, localhost and *)";
    }
}
