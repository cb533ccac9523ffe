using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace ClawFleet.Runtimes.Environments;

/// <summary>
/// The spec that a container's environment and secret files describe by themselves, for <c>docker run</c> and Kubernetes without a host of ours:
/// a Telegram token and an allow-list are enough.
/// </summary>
public static class EnvironmentSpec
{
    public const string RuntimeVariable = "CLAWFLEET_RUNTIME";
    public const string PortVariable = "CLAWFLEET_PORT";

    /// <summary>The API's bearer token, when a spec names none.</summary>
    public const string ApiTokenSecret = "CLAWFLEET_API_TOKEN";

    private static readonly string[] ModelParts = ["PROVIDER", "MODEL", "API_KEY"];

    // A channel comes into being when its first credential is there. Field by variable, as the file would spell it.
    private static readonly (string Type, string Variable, string Field)[] ChannelVariables =
    [
        ("telegram", "TELEGRAM_BOT_TOKEN", "token"),
        ("discord", "DISCORD_BOT_TOKEN", "token"),
        ("slack", "SLACK_BOT_TOKEN", "bot_token"), ("slack", "SLACK_APP_TOKEN", "app_token"),
        ("feishu", "FEISHU_APP_ID", "app_id"), ("feishu", "FEISHU_APP_SECRET", "app_secret"),
        ("lark", "LARK_APP_ID", "app_id"), ("lark", "LARK_APP_SECRET", "app_secret"),
        ("matrix", "MATRIX_ACCESS_TOKEN", "token"), ("matrix", "MATRIX_HOMESERVER", "homeserver"),
        ("mattermost", "MATTERMOST_BOT_TOKEN", "token"),
        ("signal", "SIGNAL_PHONE", "phone"),
        ("whatsapp", "WHATSAPP_PHONE", "phone"),
        ("dingtalk", "DINGTALK_APP_ID", "app_id"), ("dingtalk", "DINGTALK_APP_SECRET", "app_secret"),
        ("qq", "QQ_APP_ID", "app_id"), ("qq", "QQ_APP_SECRET", "app_secret"),
        ("line", "LINE_CHANNEL_ACCESS_TOKEN", "channel_access_token"), ("line", "LINE_CHANNEL_SECRET", "channel_secret"),
    ];

    /// <summary>Builds the spec of a member that was given none.</summary>
    /// <param name="adapter">The image's runtime.</param>
    /// <param name="environment">The container's variables.</param>
    /// <param name="hasSecret">Whether a secret of that name is there, as a file or a variable.</param>
    /// <param name="hostname">The member's name, for want of a better one.</param>
    /// <exception cref="RenderException">A variable does not say what it should.</exception>
    public static MemberSpec Build(IRuntimeAdapter adapter, IReadOnlyDictionary<string, string> environment, Func<string, bool> hasSecret, string hostname)
    {
        var port = adapter.DefaultPort;
        if (environment.GetValueOrDefault(PortVariable) is { Length: > 0 } text && (!int.TryParse(text, out port) || port is < 1 or > 65534))
        {
            throw new RenderException($"{PortVariable} is not a TCP port: give it a number from 1 to 65534");
        }

        var spec = new MemberSpec
        {
            Fleet = environment.GetValueOrDefault("CLAWFLEET_FLEET", "local"),
            Member = hostname,
            Runtime = adapter.Runtime,
            Port = port,
            Channels = [.. Channels(adapter.Runtime, environment, hasSecret)],
        };
        spec = WithModel(spec, environment, hasSecret);
        return spec.Provider is null && spec.Model is not null ? WithLoneKey(spec, hasSecret) : spec;
    }

    /// <summary><c>CLAWDEN_LLM_*</c> of the container over what the spec says, so that <c>docker run -e</c> alone can change the model.</summary>
    public static MemberSpec WithModel(MemberSpec spec, IReadOnlyDictionary<string, string> environment, Func<string, bool> hasSecret)
    {
        string? Of(string name) => Named($"CLAWDEN_LLM_{name}") ?? DocumentedVariables.Model(spec.Runtime, name).Select(Named).FirstOrDefault(v => v is not null);

        string? Named(string variable) => environment.GetValueOrDefault(variable) is { Length: > 0 } value ? value : null;

        var given = DocumentedVariables.Model(spec.Runtime, "API_KEY").Prepend("CLAWDEN_LLM_API_KEY").FirstOrDefault(hasSecret);

        var type = Of("PROVIDER");
        var baseUrl = Of("BASE_URL");
        var provider = spec.Provider;
        if (type is not null && type != provider?.Type && type != provider?.Name)
        {
            var known = WellKnownCredentials.ProviderKeys.ContainsKey(type) || type is "ollama" or "custom";
            var key = given ?? WellKnownCredentials.ProviderKeys.GetValueOrDefault(type, []).FirstOrDefault(hasSecret);
            provider = new ProviderSpec(type, known ? type : "custom", baseUrl, key is null ? null : SecretRef.Scheme + key, Of("ORG_ID"));
        }
        else if (provider is not null)
        {
            provider = provider with
            {
                BaseUrl = baseUrl ?? provider.BaseUrl,
                ApiKey = given is not null ? SecretRef.Scheme + given : provider.ApiKey,
                OrgId = Of("ORG_ID") ?? provider.OrgId,
            };
        }

        return spec with { Provider = provider, Model = Of("MODEL") ?? spec.Model };
    }

    /// <summary>Whether the model comes from <paramref name="variable"/>, which is <paramref name="runtime"/>'s own name for it, and so need not reach the runtime itself.</summary>
    public static bool Reads(string runtime, string variable) =>
        ModelParts.SelectMany(part => DocumentedVariables.Model(runtime, part)).Contains(variable, StringComparer.Ordinal);

    /// <summary>Provider keys that are there although nothing says which model to ask.</summary>
    public static IEnumerable<string> UnusedKeys(MemberSpec spec, Func<string, bool> hasSecret) =>
        spec.Provider is null ? WellKnownCredentials.ProviderKeys.Values.SelectMany(k => k).Where(hasSecret) : [];

    private static MemberSpec WithLoneKey(MemberSpec spec, Func<string, bool> hasSecret)
    {
        var found = WellKnownCredentials.ProviderKeys
            .Select(p => (p.Key, Name: p.Value.FirstOrDefault(hasSecret)))
            .Where(p => p.Name is not null).ToList();

        // With keys of two providers nobody but the user can say which one is meant.
        return found.Count == 1 ? spec with { Provider = new ProviderSpec(found[0].Key, found[0].Key, null, SecretRef.Scheme + found[0].Name, null) } : spec;
    }

    private static IEnumerable<ChannelSpec> Channels(string runtime, IReadOnlyDictionary<string, string> environment, Func<string, bool> hasSecret)
    {
        foreach (var type in ChannelVariables.Concat(DocumentedVariables.Channels(runtime)).GroupBy(c => c.Type))
        {
            var there = type.Where(c => hasSecret(c.Variable)).DistinctBy(c => c.Field).ToList();
            if (there.Count == 0)
            {
                continue;
            }

            var prefix = type.Key.ToUpperInvariant();
            yield return new ChannelSpec
            {
                Name = type.Key,
                Type = type.Key,
                Fields = ImmutableSortedDictionary.CreateRange(
                    StringComparer.Ordinal,
                    there.Select(c => KeyValuePair.Create(c.Field, (JsonNode?)JsonValue.Create(SecretRef.Scheme + c.Variable)))),
                AllowedUsers = List(environment, $"{prefix}_ALLOWED_USERS") ?? List(environment, "CLAWDEN_ALLOWED_USERS"),
            };
        }
    }

    private static ImmutableArray<string>? List(IReadOnlyDictionary<string, string> environment, string name) =>
        environment.GetValueOrDefault(name) is { Length: > 0 } text
            ? [.. text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)]
            : null;
}
