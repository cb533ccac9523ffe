using System.Text.Json.Nodes;

namespace ClawFleet.Runtimes.PicoClaw;

/// <summary>
/// Credentials of PicoClaw: one file each beside the configuration, 0600, named there by <c>file://</c>. Upstream takes such references in
/// <c>api_keys</c> and in the secret fields of channels, and refuses a file that leads out of the configuration's own directory.
/// </summary>
internal sealed class PicoClawSecrets(MemberSecrets secrets, ContainerPaths paths)
{
    private const string Folder = "secrets";

    private readonly SortedDictionary<string, string> _values = new(StringComparer.Ordinal);

    public IEnumerable<NativeFile> Files => _values.Select(v => new NativeFile($"{paths.Config}/{Folder}/{v.Key}", NativeFormat.Text, v.Value));

    /// <summary>A reference where <paramref name="text"/> names a secret, the text itself otherwise.</summary>
    public JsonNode Node(string text) => JsonValue.Create(Reference(text));

    public string Reference(string text)
    {
        if (!SecretRef.TryParse(text, out var secret))
        {
            return text;
        }

        _values[secret.FileName] = secrets.Value(secret);
        return $"file://{Folder}/{secret.FileName}";
    }

    /// <summary>A copy with the values themselves in it, for settings that take no reference.</summary>
    public JsonNode? Values(JsonNode? node) => secrets.Values(node);
}
