using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ClawFleet.Simulator.Http;

/// <summary>One request, read whole.</summary>
/// <param name="Method">Upper case as sent.</param>
/// <param name="Path">Decoded path without the query.</param>
/// <param name="Query">Decoded query; the first of equal names wins.</param>
/// <param name="Headers">By name, without regard to case; equal names are joined by a comma.</param>
/// <param name="Body">Decoded body, empty when there is none.</param>
/// <param name="Peer">Address of the client.</param>
internal sealed record HttpRequest(
    string Method, string Path, IReadOnlyDictionary<string, string> Query, IReadOnlyDictionary<string, string> Headers, ReadOnlyMemory<byte> Body, IPAddress Peer)
{
    /// <summary>The body as a JSON object; null when it is anything else.</summary>
    public JsonObject? JsonBody
    {
        get
        {
            try
            {
                return JsonNode.Parse(Body.Span) as JsonObject;
            }
            catch (JsonException)
            {
                return null;
            }
        }
    }

    public string? Header(string name) => Headers.GetValueOrDefault(name);

    /// <summary>The token of <c>Authorization: Bearer …</c>, or null.</summary>
    public string? BearerToken => Header("Authorization") is { } value && value.StartsWith("Bearer ", StringComparison.Ordinal) ? value["Bearer ".Length..] : null;
}
