using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using ClawFleet.Hosting;
using ClawFleet.Hosting.Hosts;
using ClawFleet.Observer.Recording;
using ClawFleet.ServiceDefaults.Resilience;
using ClawFleet.Telemetry;

namespace ClawFleet.Observer.Mcp;

/// <summary>
/// Log records as the fleet's own host has them, over its API: it searches what it has in memory within milliseconds, where reading the record from disk takes a second for each hundred megabytes.
/// </summary>
internal sealed class HostLogs(FleetHost host, string fleet) : IDisposable
{
    private readonly HttpClient _client = new(new ResilienceHandler(ResilienceOptions.Local, new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false })) { Timeout = Timeout.InfiniteTimeSpan };

    public void Dispose() => _client.Dispose();

    /// <returns>The newest that fit, in the order of time, and whether there are more; null when no host runs, or it does not answer.</returns>
    public async Task<(JsonArray Logs, bool More)?> ReadAsync(string? member, int leastSeverity, string? text, DateTimeOffset? since, int limit, CancellationToken ct)
    {
        if (new HostProcess(host.Options, fleet).Find() is not { } record)
        {
            return null;
        }

        var query = string.Create(CultureInfo.InvariantCulture, $"api/logs?level={leastSeverity}&limit={limit}&member={Escape(member)}&text={Escape(text)}&since={Escape(since?.UtcDateTime.ToString("O"))}");
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(record.Address, query));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", record.Token);
        try
        {
            using var answer = await _client.SendAsync(request, ct).ConfigureAwait(false);
            if (!answer.IsSuccessStatusCode)
            {
                return null; // It is being replaced, or of another version.
            }

            var page = JsonNode.Parse(await answer.Content.ReadAsStringAsync(ct).ConfigureAwait(false))!;
            return (new JsonArray([.. page["logs"]!.AsArray().Reverse().Select(row => Row(row!))]), page["next"] is not null);
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or InvalidOperationException or NullReferenceException)
        {
            return null;
        }
    }

    private static string Escape(string? text) => Uri.EscapeDataString(text ?? "");

    private static JsonNode Row(JsonNode row)
    {
        var attributes = row["attributes"]!.AsObject().Where(a => a.Key != LogRecording.StreamAttribute).Select(a => KeyValuePair.Create(a.Key, Text(a.Value)));
        return TelemetryJson.Log(
            UnixNano.Of(row["time"]!.GetValue<DateTimeOffset>()), row["service"]!.GetValue<string>(), row["severity"]!.GetValue<int>(), Text(row["body"]),
            row["event"]?.GetValue<string>() ?? "", row["traceId"]?.GetValue<string>(), [.. attributes]);
    }

    private static string Text(JsonNode? value) => value is null ? "" : value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString();
}
