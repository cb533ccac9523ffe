using System.Collections.Immutable;
using System.Globalization;
using ClawFleet.Model.Diagnostics;
using ClawFleet.Model.Documents;
using ClawFleet.Model.Parsing;
using ClawFleet.Model.Resolution;

namespace ClawFleet.Model.Building;

/// <summary>
/// <c>ports</c>: <c>auto</c> lets the engine choose the API's host port, a number is the API's host port, <c>HOST:CONTAINER</c> publishes
/// any port, <c>auto:CONTAINER</c> lets the engine choose, <c>none</c> publishes nothing. Addresses other than the loopback's are refused.
/// </summary>
internal static class PortParser
{
    public static PortDeclaration Parse(MapReader member, int apiPort)
    {
        var items = member.Entry("ports")?.Value switch
        {
            YamlSequence => member.List("ports") ?? [],
            YamlScalar => member.Plain("ports") is { } one ? [one] : [],
            _ => (ImmutableArray<Resolved>)[],
        };
        if (items.FirstOrDefault(i => i.Text == "none") is { } none)
        {
            if (items.Length > 1)
            {
                member.Error(DiagnosticCodes.BadValue, none.Span, "`ports` says `none` and gives ports as well", null, "keep one of the two");
            }

            return PortDeclaration.Default with { IsNone = true };
        }

        var auto = false;
        var mappings = ImmutableArray.CreateBuilder<PortMapping>();
        foreach (var item in items)
        {
            if (item.Text == "auto")
            {
                auto = true;
                continue;
            }

            if (Mapping(item, member, apiPort) is not { } mapping)
            {
                continue;
            }

            if (mappings.Any(m => m.ContainerPort == mapping.ContainerPort))
            {
                member.Error(DiagnosticCodes.PortTaken, item.Span, string.Create(CultureInfo.InvariantCulture, $"container port {mapping.ContainerPort} is published twice"), null, "remove one of the two");
                continue;
            }

            mappings.Add(mapping);
        }

        if (auto && mappings.Any(m => m.ContainerPort == apiPort))
        {
            member.Error(DiagnosticCodes.BadValue, member.Entry("ports")!.Key.Span, "`ports` says `auto` and gives the API a port as well", null, "keep one of the two");
        }

        return new PortDeclaration(auto, mappings.ToImmutable());
    }

    private static PortMapping? Mapping(Resolved item, MapReader member, int apiPort)
    {
        var parts = item.Text.Split(':');
        var host = "127.0.0.1";
        if (parts.Length == 3)
        {
            host = parts[0];
            parts = parts[1..];
            if (!host.StartsWith("127.", StringComparison.Ordinal) || !System.Net.IPAddress.TryParse(host, out _))
            {
                member.Error(DiagnosticCodes.NotSupported, item.Span, $"ports are published on 127.0.0.1 only, and this says {host}", "a member's API is not meant for a network",
                    "leave the address out, and put a proxy with a login before it");
                return null;
            }
        }

        var hostPort = Port(parts[0], allowAuto: parts.Length == 2);
        var containerPort = parts.Length switch { 1 => apiPort, 2 => Port(parts[1], allowAuto: false), _ => null };
        if (hostPort is null || containerPort is null)
        {
            member.Error(DiagnosticCodes.BadValue, item.Span, $"`{item.Text}` is no port", "ports are numbers from 1 to 65535", "write `HOST:CONTAINER`, the host port of the API, or `auto`");
            return null;
        }

        return new PortMapping(hostPort.Value, containerPort.Value, host);
    }

    private static int? Port(string text, bool allowAuto)
        => allowAuto && text == "auto" ? 0 : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is >= 1 and <= 65535 ? port : null;
}
