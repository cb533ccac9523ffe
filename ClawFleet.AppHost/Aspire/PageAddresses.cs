using System.Net;
using ClawFleet.Publishing.Aspire;
using Microsoft.Extensions.Configuration;

namespace ClawFleet.AppHost.Aspire;

/// <summary>
/// Where Aspire's page and its receiver of telemetry are: what other AppHosts have in launchSettings.json, which here would count for the embedded orchestrator too. Whatever is set already stays.
/// </summary>
internal static class PageAddresses
{
    private const string Receiver = "ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL";
    private const int ReceiverPort = 15890;

    /// <summary>Before Aspire reads its environment.</summary>
    public static void SetPage()
    {
        SetWhereUnset("DOTNET_ENVIRONMENT", "Development");
        SetWhereUnset("ASPNETCORE_URLS", "http://localhost:15888");
        // For the page, and for the service in this process that feeds it: both on loopback.
        SetWhereUnset("ASPIRE_ALLOW_UNSECURED_TRANSPORT", "true");
        // Aspire asks a registry for newer versions and its page reports how it is used; neither is what somebody asked for who runs a fleet.
        SetWhereUnset("ASPIRE_VERSION_CHECK_DISABLED", "true");
        SetWhereUnset("ASPIRE_DASHBOARD_TELEMETRY_OPTOUT", "true");
    }

    /// <summary>The receiver at an address that containers reach, where there is one; it takes nothing without its key.</summary>
    /// <param name="machine">Such an address, or null.</param>
    public static AspireTelemetry? SetReceiver(IConfiguration configuration, IPAddress? machine)
    {
        if (string.IsNullOrEmpty(configuration[Receiver]))
        {
            configuration[Receiver] = $"http://{new IPEndPoint(machine ?? IPAddress.Loopback, ReceiverPort)}";
        }

        var receiver = configuration[Receiver]!;
        return configuration["telemetry"] == "tunnel" ? new AspireTelemetry(null)
            : configuration["telemetry"] != "off" && Uri.TryCreate(receiver, UriKind.Absolute, out var url) && !url.IsLoopback ? new AspireTelemetry(receiver)
            : null;
    }

    private static void SetWhereUnset(string variable, string value)
    {
        if (Environment.GetEnvironmentVariable(variable) is null)
        {
            Environment.SetEnvironmentVariable(variable, value);
        }
    }
}
