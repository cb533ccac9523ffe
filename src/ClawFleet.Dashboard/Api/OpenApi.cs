using System.Text.Json.Nodes;

namespace ClawFleet.Dashboard.Api;

/// <summary>The API's own description, OpenAPI 3.1.</summary>
internal static class OpenApi
{
    /// <param name="basePath">Where the page is below its address.</param>
    public static JsonObject Document(string basePath)
    {
        using var file = typeof(OpenApi).Assembly.GetManifestResourceStream("openapi.json")!;
        var document = JsonNode.Parse(file)!.AsObject();
        document["servers"] = new JsonArray(new JsonObject { ["url"] = basePath.Length == 0 ? "/" : basePath });
        return document;
    }
}
