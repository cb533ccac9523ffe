using Microsoft.Extensions.Configuration;

namespace ClawFleet.AppHost.Aspire;

/// <summary>
/// Where Aspire's page and its receiver of telemetry are: what other AppHosts have in launchSettings.json, which here would count for the embedded orchestrator too.
/// </summary>
internal static class PageAddresses
{
    private const string Receiver = "ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL";

    public static void SetWhereUnset()
    {
        SetWhereUnset("DOTNET_ENVIRONMENT", "Development");
        SetWhereUnset("ASPNETCORE_URLS", "http://localhost:15888");
        SetWhereUnset(Receiver, "http://localhost:15890");
    }

    /// <summary>Members speak OTLP over HTTP, so that is the receiver they need.</summary>
    public static bool ReceivesTelemetry(IConfiguration configuration) => configuration[Receiver] is { Length: > 0 };

    private static void SetWhereUnset(string variable, string value)
    {
        if (Environment.GetEnvironmentVariable(variable) is null)
        {
            Environment.SetEnvironmentVariable(variable, value);
        }
    }
}
