using System.Text.Json.Nodes;
using ClawFleet.Runtimes.Native;

namespace ClawFleet.Runtimes.OpenClaw;

/// <summary>
/// Credentials of OpenClaw: file references into one JSON file that the gateway's own uid owns, 0600. OpenClaw refuses secret files that are linked
/// or readable by others, which every Kubernetes mount is, so the mounted file itself will not do.
/// </summary>
internal sealed class OpenClawSecrets(MemberSecrets secrets, ContainerPaths paths)
{
    public const string Provider = "clawfleet";

    private readonly SortedDictionary<string, string> _values = new(StringComparer.Ordinal);

    public string Path { get; } = $"{paths.Config}/secrets/openclaw.json";

    /// <summary>A SecretRef where <paramref name="text"/> names a secret, the text itself otherwise.</summary>
    public JsonNode Node(string text)
    {
        if (!SecretRef.TryParse(text, out var secret))
        {
            return JsonValue.Create(text);
        }

        _values[secret.Name] = secrets.Value(secret);
        return new JsonObject { ["source"] = "file", ["provider"] = Provider, ["id"] = $"/{secret.Name}" };
    }

    /// <summary>A copy with the values in it, for keys that take no reference.</summary>
    public JsonNode? Plain(JsonNode? value) => secrets.Values(value);

    public JsonObject ProviderEntry() => new() { ["source"] = "file", ["path"] = Path, ["mode"] = "json" };

    public NativeFile File()
    {
        var values = new JsonObject();
        foreach (var (name, value) in _values)
        {
            values[name] = value;
        }

        return new NativeFile(Path, NativeFormat.Json, NativeJson.Write(values));
    }
}
