using System.Collections.Immutable;
using System.Globalization;
using ClawFleet.Model.Plans;
using ClawFleet.Runtimes;

namespace ClawFleet.Hosting.Receiving;

/// <summary>
/// What a member is told about where its telemetry goes: the variables of the OpenTelemetry specification
/// (https://opentelemetry.io/docs/specs/otel/protocol/exporter/). Not part of its plan: an address is no reason to replace a member.
/// </summary>
internal static class TelemetryVariables
{
    private const string Prefix = "OTEL_EXPORTER_OTLP_";

    /// <summary>The secret that holds the header with the key; clawinit puts its value in the reference's place.</summary>
    public static readonly SecretRef Headers = new(Prefix + "HEADERS");

    /// <summary>Whether a container is told at all: not a sidecar, and not one whose file says itself where its telemetry goes.</summary>
    public static bool Concern(ContainerPlan plan) => plan.Role == ContainerRole.Member && !plan.Environment.Keys.Any(k => k.StartsWith(Prefix, StringComparison.Ordinal));

    /// <summary>A container's secrets, and the key.</summary>
    public static IReadOnlyDictionary<string, string> WithKey(IReadOnlyDictionary<string, string>? secrets, FleetReceiver receiver) =>
        new Dictionary<string, string>(secrets ?? new Dictionary<string, string>(), StringComparer.Ordinal) { [Headers.Name] = $"{FleetReceiver.KeyHeader}={receiver.Key}" };

    /// <param name="machine">What the container is to call this machine.</param>
    public static ImmutableSortedDictionary<string, string> For(string fleet, ContainerPlan plan, string machine, FleetReceiver receiver)
    {
        var told = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        told[Prefix + "ENDPOINT"] = string.Create(CultureInfo.InvariantCulture, $"http://{machine}:{receiver.Port}");
        told[Prefix + "PROTOCOL"] = "http/protobuf";
        told[Headers.Name] = Headers.ToString();
        told["OTEL_SERVICE_NAME"] = plan.Member;
        // The same after a restart and after a replacement, so that a member's past stays its own.
        told["OTEL_RESOURCE_ATTRIBUTES"] = $"service.namespace={fleet},service.instance.id={plan.Name}";
        return told.ToImmutable();
    }
}
