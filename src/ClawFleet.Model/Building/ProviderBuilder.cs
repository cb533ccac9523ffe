using System.Globalization;
using ClawFleet.Model.Diagnostics;
using ClawFleet.Model.Parsing;
using ClawFleet.Model.Planning;
using ClawFleet.Model.Resolution;
using ClawFleet.Model.Schema;
using ClawFleet.Runtimes;

namespace ClawFleet.Model.Building;

/// <summary>Model providers: named entries, well-known names, and providers written inline.</summary>
internal sealed class ProviderBuilder
{
    private readonly Resolver _resolver;
    private readonly bool _isInternal;
    private readonly Dictionary<string, ProviderSpec?> _entries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, YamlEntry> _declared = new(StringComparer.Ordinal);
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);

    /// <param name="providers">The file's <c>providers</c>, or null.</param>
    /// <param name="needed">Names that a chosen member refers to.</param>
    /// <param name="isInternal">The fleet's network has no route out, to this machine neither.</param>
    public ProviderBuilder(YamlMapping? providers, Resolver resolver, IReadOnlySet<string> needed, bool isInternal)
    {
        _resolver = resolver;
        _isInternal = isInternal;
        foreach (var entry in providers?.Entries ?? [])
        {
            var name = entry.Key.Text;
            _declared[name] = entry;
            var map = entry.Value as YamlMapping ?? new YamlMapping(entry.Value.Span, null, []);
            _entries[name] = Read(new MapReader(map, $"providers.{name}", resolver, needed.Contains(name)), name, entry.Key.Span, $"PROVIDER_{SecretRegistry.Upper(name)}");
        }
    }

    /// <summary>What a member's <c>provider:</c> says.</summary>
    public ProviderSpec? For(MapReader member, string derivedPrefix)
    {
        if (member.Child("provider") is { } inline)
        {
            return Read(inline, null, member.Entry("provider")!.Key.Span, $"{derivedPrefix}_PROVIDER");
        }

        if (member.Plain("provider") is not { } name)
        {
            return null;
        }

        if (_entries.TryGetValue(name.Text, out var entry))
        {
            _used.Add(name.Text);
            return entry;
        }

        if (ProviderTypes.Canonical(name.Text) is { } type)
        {
            var url = type == ProviderTypes.Ollama ? OllamaHere(member, name.Span, type, $"define it: `providers: {{ollama: {{base_url: {HostGateway.Ollama}}}}}`") : null;
            return WithKey(new ProviderSpec(type, type, url, null, null), name.Span, member.Needed);
        }

        var near = Suggestion.For(name.Text, _entries.Keys.Concat(ProviderTypes.WellKnown));
        member.Error(DiagnosticCodes.UndefinedProvider, name.Span, $"there is no provider `{name.Text}`", "it is neither below `providers:` nor a well-known name",
            near is null ? $"define it below `providers:`, or use one of {string.Join(", ", ProviderTypes.WellKnown)}" : $"did you mean `{near}`?");
        return null;
    }

    /// <summary>An entry that no member uses reaches no runtime.</summary>
    public void WarnOfUnused()
    {
        foreach (var (name, entry) in _declared)
        {
            if (!_used.Contains(name))
            {
                _resolver.Faults.Warning(DiagnosticCodes.NotDelivered, entry.Key.Span, $"no member uses the provider `{name}`", null, $"write `provider: {name}` in a member, or remove the entry");
            }
        }
    }

    private ProviderSpec? Read(MapReader map, string? name, SourceSpan span, string derivedPrefix)
    {
        var type = TypeOf(map, name, span);
        var derived = $"{derivedPrefix}_API_KEY";
        var key = map.Secret("api_key", derived, type is null || ProviderTypes.KeyVariables(type) is [] ? derived : ProviderTypes.KeyVariables(type)[0]);
        var baseUrl = map.Either("base_url", $"{derivedPrefix}_BASE_URL");
        var organisation = map.Either("org_id", $"{derivedPrefix}_ORG_ID");
        if (type is null)
        {
            return null;
        }

        if (type == ProviderTypes.Custom && (map.Scalar("base_url") is null || baseUrl is { Value: "" }))
        {
            map.Error(DiagnosticCodes.NoBaseUrl, span, $"the custom provider{(name is null ? "" : $" `{name}`")} has no `base_url`", "there is no endpoint to ask", "add `base_url: https://…`");
            return null;
        }

        var url = baseUrl is { Text: "" } ? null : baseUrl?.Text;
        if (type == ProviderTypes.Ollama && (map.Scalar("base_url") is null || baseUrl is { Value: "" }))
        {
            url = OllamaHere(map, span, name ?? type, $"add `base_url: {HostGateway.Ollama}`");
        }

        if (baseUrl is { Value: { Length: > 0 } written })
        {
            CheckUrl(map, baseUrl, written);
        }

        var provider = new ProviderSpec(name ?? type, type, url, key?.Text, organisation?.Text);
        var keySaid = map.Scalar("api_key") is { Text.Length: > 0 };
        return keySaid ? provider : WithKey(provider, span, map.Needed);
    }

    /// <summary>Ollama's own default is the machine it is asked from. In a container that is the container itself, where no Ollama is, so the machine is named.</summary>
    private string OllamaHere(MapReader map, SourceSpan span, string name, string fix)
    {
        if (map.Needed && _isInternal)
        {
            RefuseThisMachine(map, span, $"the provider `{name}` has no `base_url`, and would ask this machine");
        }
        else if (map.Needed)
        {
            map.Warning(DiagnosticCodes.LoopbackUrl, span, $"the provider `{name}` has no `base_url`, and asks this machine at {HostGateway.Ollama}",
                "Ollama's own default is localhost, which in a container is the container itself", $"{fix}, and let Ollama listen where containers reach it: `OLLAMA_HOST=0.0.0.0`");
        }

        return HostGateway.Ollama;
    }

    private static void RefuseThisMachine(MapReader map, SourceSpan span, string what)
        => map.Error(DiagnosticCodes.NotSupported, span, what, "`network.internal` leaves no route to it", "run the model server in a container on the fleet's network and give its address, or remove `internal: true`");

    private void CheckUrl(MapReader map, Resolved baseUrl, string url)
    {
        var span = baseUrl.Span;
        if (!Uri.TryCreate(url, UriKind.Absolute, out var parsed) || parsed.Scheme is not ("http" or "https"))
        {
            map.Error(DiagnosticCodes.BadValue, span, "`base_url` must be an http or https URL", null, "write it with its scheme: `https://host/v1`");
        }
        else if (map.Needed && (parsed.IsLoopback || parsed.Host is "0.0.0.0" or "[::]"))
        {
            map.Warning(DiagnosticCodes.LoopbackUrl, span, $"`base_url` is on {parsed.Host}, where no model server is", "in a container that is the container itself",
                $"write `{OnThisMachine(parsed, hidePath: baseUrl.Text != url)}`, and let the server listen beyond 127.0.0.1");
        }
        else if (map.Needed && _isInternal && HostGateway.IsNamed(parsed.Host))
        {
            RefuseThisMachine(map, span, "`base_url` is on this machine");
        }
    }

    /// <summary>The same address as containers reach it. What may be secret in it is left out: a name and a password, a query, and the path of an address that is a secret.</summary>
    private static string OnThisMachine(Uri url, bool hidePath)
        => $"{url.Scheme}://{HostGateway.Name}{(url.IsDefaultPort ? "" : string.Create(CultureInfo.InvariantCulture, $":{url.Port}"))}{(hidePath || url.AbsolutePath == "/" ? "" : url.AbsolutePath)}";

    private static string? TypeOf(MapReader map, string? name, SourceSpan span)
    {
        if (map.Scalar("type") is { Tag: "!custom" })
        {
            return ProviderTypes.Custom;
        }

        if (map.Plain("type") is { } written)
        {
            var type = written.Text.Equals(ProviderTypes.Custom, StringComparison.OrdinalIgnoreCase) ? ProviderTypes.Custom : ProviderTypes.Canonical(written.Text);
            if (type is null)
            {
                var near = Suggestion.For(written.Text, ProviderTypes.All);
                map.Error(DiagnosticCodes.UnknownWord, written.Span, $"there is no provider type `{written.Text}`", null,
                    near is null ? $"use one of {string.Join(", ", ProviderTypes.All)}; custom is any OpenAI-compatible endpoint" : $"did you mean `{near}`?");
            }

            return type;
        }

        if (map.Scalar("type") is not null)
        {
            return null;
        }

        if (name is not null && ProviderTypes.Canonical(name) is { } wellKnown)
        {
            return wellKnown;
        }

        map.Error(DiagnosticCodes.UntypedProvider, span, name is null ? "the provider has no `type`" : $"the provider `{name}` has no `type`, and its name is not a well-known one", null,
            $"add `type:` with one of {string.Join(", ", ProviderTypes.All)}");
        return null;
    }

    /// <summary>Takes the key from the type's well-known variable; a provider that a member names and that has no key would only fail later.</summary>
    private ProviderSpec WithKey(ProviderSpec provider, SourceSpan span, bool needed)
    {
        var variables = ProviderTypes.KeyVariables(provider.Type);
        if (variables.IsEmpty)
        {
            return provider;
        }

        if ((variables.FirstOrDefault(v => _resolver.Variables.Find(v) is { Value.Length: > 0 }) ?? (_resolver.Variables.SecretsFollow ? variables[0] : null)) is { } variable)
        {
            return provider with { ApiKey = _resolver.Secrets.Expression("$" + variable, variable, variable) };
        }

        if (needed)
        {
            _resolver.Faults.Error(DiagnosticCodes.MissingProviderKey, span, $"the provider `{provider.Name}` has no key", $"neither `api_key` nor the variable {string.Join(" or ", variables)} is set",
                $"put `{variables[0]}=…` into .env beside the file, or name another variable with `api_key: $NAME`");
        }

        return provider;
    }
}
