using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Net;

namespace ClawFleet.Observer.Commands;

/// <summary>Where the page is served, alone or behind a reverse proxy.</summary>
internal static class PageOptions
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

    public static Option<int?> Port(string name, string description) => new(name)
    {
        HelpName = "PORT",
        Description = description,
        CustomParser = result => Parse(name, result),
    };

    private static int? Parse(string name, ArgumentResult result)
    {
        if (int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= 65535)
        {
            return port;
        }

        result.AddError($"{name} takes a port from 1 to 65535, not '{result.Tokens[0].Value}'.");
        return null;
    }
}
