using System.Text.Json;
using System.Text.Json.Nodes;
using ClawFleet.Simulator.Configuration;

namespace ClawFleet.Simulator.PicoClaw;

/// <summary>References to credentials: <c>file://name</c> is the trimmed content of a file in the configuration's own directory.</summary>
/// <remarks>Source: <c>pkg/credential/credential.go</c>.</remarks>
internal static class PicoClawReferences
{
    private const string Scheme = "file://";

    /// <exception cref="StartRefusedException">A reference leads nowhere, out of the directory, or to an empty file.</exception>
    public static void Resolve(JsonObject tree, string directory)
    {
        foreach (var model in (tree["model_list"] as JsonArray ?? []).OfType<JsonObject>())
        {
            if (model["api_keys"] is JsonArray keys)
            {
                for (var i = 0; i < keys.Count; i++) keys[i] = Value(keys[i]!.GetValue<string>(), directory);
            }
        }
        foreach (var (_, channel) in tree.Tables("channel_list"))
        {
            if (channel["settings"] is not JsonObject settings) continue;
            foreach (var key in settings.Select(s => s.Key).Where(PicoClawSchema.Secrets.Contains).ToList())
            {
                if (settings[key] is JsonValue value && value.GetValueKind() == JsonValueKind.String) settings[key] = Value(value.GetValue<string>(), directory);
            }
        }
    }

    private static string Value(string text, string directory)
    {
        if (text.StartsWith("enc://", StringComparison.Ordinal)) throw new StartRefusedException("clawsim does not simulate enc:// credentials");
        if (!text.StartsWith(Scheme, StringComparison.Ordinal)) return text;
        var name = text[Scheme.Length..].Trim();
        var path = Path.GetFullPath(Path.Combine(directory, name));
        if (name.Length == 0) throw new StartRefusedException("credential: file:// reference has no filename");
        if (!path.StartsWith(directory.TrimEnd('/') + "/", StringComparison.Ordinal)) throw new StartRefusedException("credential: file:// path escapes config directory");
        if (!File.Exists(path)) throw new StartRefusedException($"credential: failed to resolve credential file path \"{path}\"");
        var content = File.ReadAllText(path).Trim();
        return content.Length > 0 ? content : throw new StartRefusedException($"credential: file \"{path}\" is empty");
    }
}
