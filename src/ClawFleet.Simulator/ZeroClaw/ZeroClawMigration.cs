using System.Text.Json.Nodes;
using ClawFleet.Simulator.Configuration;

namespace ClawFleet.Simulator.ZeroClaw;

/// <summary>Reads a file of schema version 1 (no <c>schema_version</c>) as version 3, in memory, like upstream does at load.</summary>
/// <remarks>Only what such files are known to set; the rest of version 1 is refused as unknown. Source: <c>schema/{v1,v2}.rs</c>.</remarks>
internal static class ZeroClawMigration
{
    /// <summary>Tables of version 1 that version 3 keeps under other names or drops; their content does not matter to the simulation.</summary>
    private static readonly string[] Dropped = ["autonomy", "agent", "identity", "storage", "sandbox"];

    public static JsonObject FromVersion1(JsonObject old, List<string> warnings)
    {
        var tree = new JsonObject { ["schema_version"] = (long)ZeroClawSchema.Version };
        var provider = old.Text("default_provider") ?? "openrouter";
        var hasModel = old.ContainsKey("api_key") || old.ContainsKey("default_provider") || old.ContainsKey("default_model");
        foreach (var (key, value) in old)
        {
            switch (key)
            {
                case "default_provider" or "schema_version":
                    break;
                case "api_key":
                    tree.Put(value!.DeepClone(), "providers", "models", provider, "default", "api_key");
                    break;
                case "default_model":
                    tree.Put(value!.DeepClone(), "providers", "models", provider, "default", "model");
                    break;
                case "default_temperature":
                    tree.Put(value!.DeepClone(), "providers", "models", provider, "default", "temperature");
                    break;
                case "channels_config" when value is JsonObject channels:
                    MoveChannels(channels, tree, warnings);
                    break;
                case var table when Dropped.Contains(table):
                    break;
                default:
                    tree[key] = value?.DeepClone();
                    break;
            }
        }
        if (hasModel)
        {
            tree.Put($"{provider}.default", "agents", "default", "model_provider");
            tree.Put("default", "agents", "default", "risk_profile");
            tree.Put("default", "agents", "default", "runtime_profile");
            tree.Put(new JsonObject(), "risk_profiles", "default");
            tree.Put(new JsonObject(), "runtime_profiles", "default");
        }
        warnings.Add("config has schema version 1: migrated in memory; run `zeroclaw config migrate` to keep it");
        return tree;
    }

    private static void MoveChannels(JsonObject channels, JsonObject tree, List<string> warnings)
    {
        foreach (var (type, value) in channels)
        {
            if (value is not JsonObject channel)
            {
                if (value is not null) tree.Put(value.DeepClone(), "channels", type);
                continue;
            }
            var moved = (JsonObject)channel.DeepClone();
            if (moved.Remove("allowed_users", out var peers) && peers is not null)
            {
                tree.Put($"{type}.default", "peer_groups", $"{type}_default", "channel");
                tree.Put(peers, "peer_groups", $"{type}_default", "external_peers");
            }
            if (!moved.ContainsKey("enabled")) warnings.Add($"channels.{type}.default has no `enabled`: it is off");
            tree.Put(moved, "channels", type, "default");
        }
    }
}
