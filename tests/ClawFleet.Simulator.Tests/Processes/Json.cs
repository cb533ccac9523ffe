using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace ClawFleet.Simulator.Tests.Processes;

/// <summary>JSON over HTTP, as short as the tests want it.</summary>
internal static class Json
{
    public static async Task<(int Status, JsonNode? Body)> GetJsonAsync(this HttpClient http, string path) => await ReadAsync(await http.GetAsync(path));

    public static async Task<(int Status, JsonNode? Body)> PostJsonAsync(this HttpClient http, string path, string body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return await ReadAsync(await http.SendAsync(request));
    }

    private static async Task<(int, JsonNode?)> ReadAsync(HttpResponseMessage response)
    {
        using (response)
        {
            return ((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType == "application/json" ? await response.Content.ReadFromJsonAsync<JsonNode>() : null);
        }
    }
}
