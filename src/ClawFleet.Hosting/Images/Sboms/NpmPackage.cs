using System.Text.Json;

namespace ClawFleet.Hosting.Images.Sboms;

/// <summary>A package below a <c>node_modules</c>, from its <c>package.json</c>.</summary>
internal static class NpmPackage
{
    /// <summary>Whether that file describes a package and is not one of the many that steer how a folder inside of one is loaded.</summary>
    public static bool IsDescription(string path)
    {
        var parts = path.Split('/');
        return path is "opt/node/package.json" or "opt/bun/package.json" // programs that came as packages; a Dockerfile of ours leaves the description beside them
            || parts is [.., "node_modules", var name, "package.json"] && !name.StartsWith('@') || parts is [.., "node_modules", ['@', ..], _, "package.json"];
    }

    /// <returns>Null for a file that names no package.</returns>
    public static SbomPackage? Read(byte[] packageJson)
    {
        try
        {
            using var json = JsonDocument.Parse(packageJson);
            var root = json.RootElement;
            if (root.ValueKind != JsonValueKind.Object || Text(root, "name") is not { } name || Text(root, "version") is not { } version)
            {
                return null;
            }

            // purl-spec, type npm: the scope is the namespace, and its @ is escaped.
            var url = "pkg:npm/" + string.Join('/', name.Split('/').Select(Uri.EscapeDataString)) + "@" + Uri.EscapeDataString(version);
            return new SbomPackage("npm", name, version, url, SpdxLicense.Expression(License(root))) { Homepage = Text(root, "homepage") is { } page && Uri.IsWellFormedUriString(page, UriKind.Absolute) ? page : null };
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A text; older packages have an object of type and address.</summary>
    private static string? License(JsonElement root) => Text(root, "license") ?? (root.TryGetProperty("license", out var old) && old.ValueKind == JsonValueKind.Object ? Text(old, "type") : null);

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;
}
