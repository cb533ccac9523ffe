using System.CommandLine;
using System.Net;

namespace ClawFleet.Observer.Commands;

/// <summary>What the page must know to be served behind a reverse proxy.</summary>
internal static class ProxyOptions
{
    public static Option<string> BasePath() => new("--base-path")
    {
        HelpName = "PATH",
        Description = "Serve the page below this path, such as /_fleet, for a reverse proxy that serves other things beside it.",
        DefaultValueFactory = _ => "",
        CustomParser = result =>
        {
            var path = result.Tokens[0].Value.TrimEnd('/');
            if (path.Length > 0 && (path[0] != '/' || path.Contains("//", StringComparison.Ordinal) || !path.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '-' or '_' or '.')))
            {
                result.AddError($"--base-path takes a path such as /_fleet, of letters, digits, '-', '_' and '.', not '{result.Tokens[0].Value}'.");
            }

            return path;
        },
    };

    public static Option<IPAddress[]> TrustedProxies() => new("--trusted-proxy")
    {
        HelpName = "ADDRESS",
        Description = "Believe what a reverse proxy that connects from this address says of name, scheme and path (X-Forwarded-Host, -Proto, -Prefix). May be given more than once.",
        DefaultValueFactory = _ => [],
        CustomParser = result =>
        {
            var proxies = new List<IPAddress>();
            foreach (var token in result.Tokens)
            {
                if (!IPAddress.TryParse(token.Value, out var address))
                {
                    result.AddError($"--trusted-proxy takes an IP address such as 127.0.0.1, not '{token.Value}'.");
                }
                else if (!IPAddress.IsLoopback(address))
                {
                    result.AddError($"--trusted-proxy takes an address of this machine such as 127.0.0.1: the page listens there alone, where {address} cannot reach it.");
                }
                else
                {
                    proxies.Add(address);
                }
            }

            return [.. proxies];
        },
    };
}
