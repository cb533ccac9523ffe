namespace ClawFleet.Model.Plans;

/// <summary>
/// Addresses of OTLP over HTTP, as the OpenTelemetry specification has them (protocol/exporter.md, "Endpoint URLs for OTLP/HTTP"), save that a signal's own address without a
/// path gets the signal's usual one, since nobody listens on <c>/</c>.
/// </summary>
public static class OtlpUrl
{
    /// <param name="url">An address that <see cref="IsGood"/>.</param>
    /// <param name="signal"><c>traces</c>, <c>metrics</c> or <c>logs</c>.</param>
    /// <param name="isBase"><c>/v1/SIGNAL</c> comes after whatever path there is; otherwise only where there is none.</param>
    public static string Complete(string url, string signal, bool isBase)
    {
        var parsed = new UriBuilder(url);
        if (isBase || parsed.Path is "" or "/")
        {
            parsed.Path = $"{parsed.Path.TrimEnd('/')}/v1/{signal}";
        }

        return parsed.Uri.AbsoluteUri;
    }

    /// <summary>An http or https address with a host, without a user's name and without a fragment.</summary>
    public static bool IsGood(string url)
        => Uri.TryCreate(url, UriKind.Absolute, out var parsed) && parsed.Scheme is "http" or "https" && parsed.Host.Length > 0 && parsed.UserInfo.Length == 0 && parsed.Fragment.Length == 0;
}
