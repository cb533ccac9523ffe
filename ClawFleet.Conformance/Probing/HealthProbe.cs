using System.Net;
using System.Text.Json;

namespace ClawFleet.Conformance.Probing;

/// <summary>Asks a member for its health through its published port, as anybody on the host would.</summary>
internal static class HealthProbe
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(5) };

    /// <returns>Null when it answers 200 with a JSON object, else what it answered.</returns>
    public static async Task<string?> AskAsync(Uri address, CancellationToken ct)
    {
        var url = new Uri(address, "/health");
        try
        {
            using var response = await Http.GetAsync(url, ct);
            var body = await response.Content.ReadAsStringAsync(ct);
            if (response.StatusCode != HttpStatusCode.OK) return $"GET {url} gave {(int)response.StatusCode}: {Short(body)}";

            using var json = JsonDocument.Parse(body);
            return json.RootElement.ValueKind == JsonValueKind.Object ? null : $"GET {url} gave JSON that is no object: {Short(body)}";
        }
        catch (JsonException)
        {
            return $"GET {url} gave 200, but no JSON";
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return $"GET {url}: {e.Message}";
        }
    }

    private static string Short(string body) => body.Length <= 200 ? body : body[..200] + "…";
}
