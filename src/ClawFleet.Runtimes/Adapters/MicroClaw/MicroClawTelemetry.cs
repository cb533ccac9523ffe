using System.Text.Json.Nodes;

namespace ClawFleet.Runtimes.MicroClaw;

/// <summary>
/// MicroClaw exports all three signals over OTLP/HTTP with protobuf, but reads no <c>OTEL_*</c> variable: what they say is put into its configuration, each signal with its full
/// path (crates/microclaw-observability/src/{sdk,metrics,traces,logs}.rs).
/// </summary>
internal static class MicroClawTelemetry
{
    private const string Prefix = "OTEL_EXPORTER_OTLP_";

    /// <returns>Null when no variable names an address, or the member's own <c>config:</c> has its say.</returns>
    public static JsonObject? Render(MemberSpec spec, RenderInput input)
    {
        if (spec.Config?.ContainsKey("observability") == true || Address(input, "") is not { } address)
        {
            return null;
        }

        var tree = new JsonObject
        {
            ["service_name"] = input.Environment.GetValueOrDefault("OTEL_SERVICE_NAME", spec.Member),
            ["otlp_enabled"] = true,
            ["otlp_endpoint"] = Address(input, "METRICS_") ?? $"{address}/v1/metrics",
            ["otlp_tracing_enabled"] = true,
            ["otlp_tracing_endpoint"] = Address(input, "TRACES_") ?? $"{address}/v1/traces",
            ["otlp_logs_enabled"] = true,
            ["otlp_logs_endpoint"] = Address(input, "LOGS_") ?? $"{address}/v1/logs",
        };
        if (Headers(input) is { Count: > 0 } headers)
        {
            tree["otlp_headers"] = headers;
        }

        return tree;
    }

    private static string? Address(RenderInput input, string signal) =>
        input.Environment.TryGetValue($"{Prefix}{signal}ENDPOINT", out var value) && value.Length > 0 ? value.TrimEnd('/') : null;

    /// <summary><c>name=value,name=value</c>, percent-encoded (https://opentelemetry.io/docs/specs/otel/protocol/exporter/#specifying-headers-via-environment-variables).</summary>
    private static JsonObject Headers(RenderInput input)
    {
        var headers = new JsonObject();
        var text = input.Environment.GetValueOrDefault(Prefix + "HEADERS", "");
        if (SecretRef.TryParse(text, out var reference))
        {
            text = input.Secret(reference) ?? "";
        }

        foreach (var pair in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (pair.IndexOf('=', StringComparison.Ordinal) is > 0 and var at)
            {
                headers[pair[..at].Trim()] = Uri.UnescapeDataString(pair[(at + 1)..].Trim());
            }
        }

        return headers;
    }
}
