using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using ClawFleet.Model.Diagnostics;
using ClawFleet.Model.Parsing;
using ClawFleet.Model.Plans;
using ClawFleet.Model.Resolution;
using ClawFleet.Runtimes;

namespace ClawFleet.Model.Building;

/// <summary>Where telemetry goes. Read after the members, whose secrets keep the names they have without it.</summary>
internal sealed class TelemetryBuilder(MapReader telemetry)
{
    private static readonly SearchValues<char> Token = SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
    private static readonly ImmutableArray<string> OwnHeaders = ["content-type", "content-encoding", "content-length", "transfer-encoding", "connection", "host"];

    private readonly SortedSet<string> _secrets = new(StringComparer.Ordinal);

    /// <returns>Null when nothing is forwarded.</returns>
    public TelemetryPlan? Build()
    {
        var everything = Address("endpoint");
        var traces = Target("traces", everything);
        var metrics = Target("metrics", everything);
        var logs = Target("logs", everything);
        var headers = Headers();
        var sample = telemetry.Parse<double>("sample", "a number from 0 to 1", "0.2",
            t => double.TryParse(t, NumberStyles.Float, CultureInfo.InvariantCulture, out var part) && part is >= 0 and <= 1 ? part : null);
        if (!Names("endpoint", "traces") && telemetry.Entry("sample") is { } sampled)
        {
            telemetry.Warning(DiagnosticCodes.NotDelivered, sampled.Key.Span, "`sample` chooses among traces, and none are forwarded", null, "add `traces: https://…`, or remove it");
        }

        if (traces is null && metrics is null && logs is null)
        {
            if (!Names("endpoint", "traces", "metrics", "logs") && telemetry.Entry("headers") is { } unused)
            {
                telemetry.Warning(DiagnosticCodes.NotDelivered, unused.Key.Span, "`headers` are sent to nobody", "no signal has an endpoint", "add `endpoint: https://…`, or remove them");
            }

            return null;
        }

        var all = telemetry.Resolver.Secrets.All;
        return new TelemetryPlan
        {
            Traces = traces,
            Metrics = metrics,
            Logs = logs,
            Headers = headers,
            Sample = sample ?? 1,
            Secrets = [.. _secrets.Select(name => all[name])],
        };
    }

    private bool Names(params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
        {
            if (telemetry.Entry(key) is not null)
            {
                return true;
            }
        }

        return false;
    }

    private TelemetryTarget? Target(string signal, Resolved? everything)
    {
        var own = Address(signal);
        if ((own ?? everything) is not { } address)
        {
            return null;
        }

        var isBase = own is null;
        if (!SecretRef.TryParse(address.Text, out var secret))
        {
            return new TelemetryTarget(OtlpUrl.Complete(address.Text, signal, isBase));
        }

        _secrets.Add(secret.Name);
        return new TelemetryTarget(address.Text, isBase);
    }

    private Resolved? Address(string key)
    {
        if (telemetry.Either(key, $"TELEMETRY_{SecretRegistry.Upper(key)}") is not { } address)
        {
            return null;
        }

        if (address.Value is not { } url || OtlpUrl.IsGood(url))
        {
            return address;
        }

        var named = Uri.TryCreate(url, UriKind.Absolute, out var parsed) && parsed.UserInfo.Length > 0;
        telemetry.Error(DiagnosticCodes.BadValue, address.Span, $"`{key}` must be an http or https URL{(named ? " without a user's name" : "")}", null,
            named ? "send name and password as a header: `headers: {Authorization: \"Basic $…\"}`" : "write it with its scheme: `http://127.0.0.1:4318`");
        return null;
    }

    private ImmutableSortedDictionary<string, string> Headers()
    {
        var headers = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.OrdinalIgnoreCase);
        var map = telemetry.Child("headers");
        foreach (var entry in map?.Map.Entries ?? [])
        {
            var name = entry.Key.Text;
            if (!IsName(map!, entry) || entry.Value is not YamlScalar value)
            {
                continue;
            }

            // Whatever it looks like it stays out of the plan; only one that speaks of a secret is warned of when it stands in the file.
            var derived = $"TELEMETRY_{SecretRegistry.Upper(name)}";
            var header = value.IsNull ? null : telemetry.Resolver.Secret(value, map!.Place(name), derived, derived, telemetry.Needed, literalIsFine: !SecretNames.HeaderSoundsSecret(name));
            if (header is null && (value.IsNull || value.Text.Length == 0))
            {
                map!.Error(DiagnosticCodes.BadValue, entry.Key.Span, $"the header `{name}` has no value", null, $"write one, or remove `{name}:`");
            }
            else if (header?.Value?.AsSpan().ContainsAnyInRange('\0', '\u001f') == true)
            {
                map!.Error(DiagnosticCodes.BadValue, value.Span, $"the header `{name}` has a line end or another control character in it", "HTTP has no such header", "remove it from the variable's value");
            }
            else if (header is not null && !headers.TryAdd(name, header.Text))
            {
                map!.Error(DiagnosticCodes.DuplicateKey, entry.Key.Span, $"the header `{name}` is there twice", "upper and lower case are one in a header's name", "remove one of the two");
            }
            else if (SecretRef.TryParse(header?.Text, out var secret))
            {
                _secrets.Add(secret.Name);
            }
        }

        return headers.ToImmutable();
    }

    private static bool IsName(MapReader map, YamlEntry entry)
    {
        var name = entry.Key.Text;
        if (name.Length == 0 || name.AsSpan().ContainsAnyExcept(Token))
        {
            map.Error(DiagnosticCodes.BadName, entry.Key.Span, $"`{name}` cannot be a header's name", "it has letters, digits and hyphens", null);
            return false;
        }

        if (OwnHeaders.Contains(name.ToLowerInvariant()))
        {
            map.Error(DiagnosticCodes.NotSupported, entry.Key.Span, $"the header `{name}` is the forwarder's own", "it says how the request is written", "remove it");
            return false;
        }

        return true;
    }
}
