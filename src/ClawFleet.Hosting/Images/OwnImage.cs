using System.Text.Json.Nodes;
using ClawFleet.Engine;

namespace ClawFleet.Hosting.Images;

/// <summary>Whether an image that a user brings for a member can be that member: it must begin with clawinit, and be made for the member's runtime.</summary>
internal static class OwnImage
{
    private const string Init = "/usr/local/bin/clawinit";
    private const string RuntimeVariable = "CLAWFLEET_RUNTIME=";

    /// <returns>Why not, with the remedy; null when it can.</returns>
    /// <param name="ours">ClawFleet's own image of that runtime.</param>
    public static EngineException? Refusal(string reference, string runtime, string ours, ImageDetails image)
    {
        var from = $"Build it FROM {ours} (clawden runtime show {runtime}) and leave ENTRYPOINT as it is; docs/runtimes.md shows how.";
        if (!Entrypoint(image).Contains(Init))
        {
            return Refuse($"The image {reference} does not begin with clawinit, so it cannot be told what member it is. {from}");
        }

        var made = image.Environment.FirstOrDefault(v => v.StartsWith(RuntimeVariable, StringComparison.Ordinal))?[RuntimeVariable.Length..];
        return made == runtime ? null
            : made is null ? Refuse($"The image {reference} does not say which runtime it holds (CLAWFLEET_RUNTIME is not set in it). {from}")
            : Refuse($"The image {reference} holds {made}, and the member is to run {runtime}. Name the other runtime, or another image.");
    }

    private static IEnumerable<string?> Entrypoint(ImageDetails image) =>
        JsonNode.Parse(image.RawJson)?["Config"]?["Entrypoint"] is JsonArray words ? words.Select(w => w?.GetValue<string>()) : [];

    private static EngineException Refuse(string message) => new(EngineErrorKind.Conflict, message);
}
