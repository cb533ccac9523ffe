using System.Text.Json.Serialization;

namespace ClawFleet.Engine.Wire;

internal sealed record WireImageRow(string? Id, IReadOnlyList<string>? RepoTags, [property: JsonConverter(typeof(WireTime))] string? Created, long? Size, Dictionary<string, string>? Labels);

internal sealed record WireImage(string? Id, IReadOnlyList<string>? RepoTags, IReadOnlyList<string>? RepoDigests, string? Created, string? Os, string? Architecture, long? Size, WireConfig? Config);

internal sealed record WireLayer(string? Id, string? CreatedBy, long? Size);

/// <summary>One message of a pull, an import or a build.</summary>
internal sealed record WireProgress(
    [property: JsonPropertyName("stream")] string? Stream, [property: JsonPropertyName("status")] string? Status, [property: JsonPropertyName("id")] string? Id,
    [property: JsonPropertyName("progressDetail")] WireProgressDetail? Detail, [property: JsonPropertyName("error")] string? Error,
    [property: JsonPropertyName("errorDetail")] WireError? ErrorDetail, [property: JsonPropertyName("aux")] WireAux? Aux);

internal sealed record WireProgressDetail([property: JsonPropertyName("current")] long? Current, [property: JsonPropertyName("total")] long? Total);

/// <param name="ID">Of the image that was built.</param>
/// <param name="Digest">Of the manifest that was pushed.</param>
internal sealed record WireAux(string? ID, string? Digest);
