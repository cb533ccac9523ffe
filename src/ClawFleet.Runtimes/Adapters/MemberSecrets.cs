using System.Collections.Immutable;
using System.Text.Json.Nodes;
using ClawFleet.Runtimes.Configuration;
using ClawFleet.Runtimes.Environments;

namespace ClawFleet.Runtimes;

/// <summary>Turns secret references into values while rendering.</summary>
internal sealed class MemberSecrets(RenderInput input)
{
    /// <summary>The reference of the token that the member's own interface wants: the spec's, else the one that clawinit keeps.</summary>
    public static string ApiToken(MemberSpec spec) => spec.ApiToken ?? SecretRef.Scheme + EnvironmentSpec.ApiTokenSecret;

    /// <summary>The text itself, or the value of the secret it names.</summary>
    /// <exception cref="RenderException">The secret is not there.</exception>
    public string Value(string text) => SecretRef.TryParse(text, out var secret) ? Value(secret) : text;

    public string Value(SecretRef secret) =>
        input.Secret(secret) is { Length: > 0 } value
            ? value
            : throw new RenderException($"the secret {secret.Name} is missing: give the file {input.Paths.Secrets}/{secret.FileName} or the variable {secret.Name}");

    /// <summary>A copy of <paramref name="node"/> with the values in it.</summary>
    public JsonNode? Values(JsonNode? node)
    {
        var holder = new JsonArray(ConfigTree.Copy(node));
        ConfigTree.ChangeStrings(holder, (_, text) => JsonValue.Create(Value(text)));
        return ConfigTree.Copy(holder[0]);
    }

    /// <summary>
    /// The spec with values in place of references wherever the text is no credential: a user id or an address may come from a secret file too,
    /// but no runtime takes it by reference.
    /// </summary>
    public MemberSpec Plain(MemberSpec spec) => spec with
    {
        Model = spec.Model is null ? null : Value(spec.Model),
        Provider = spec.Provider is { } p ? p with { BaseUrl = p.BaseUrl is null ? null : Value(p.BaseUrl) } : null,
        Channels =
        [
            .. spec.Channels.Select(c => c with
            {
                AllowedUsers = Plain(c.AllowedUsers),
                AllowedRoles = Plain(c.AllowedRoles),
                AllowedChannels = Plain(c.AllowedChannels),
                GroupMode = c.GroupMode is null ? null : Value(c.GroupMode),
            }),
        ],
    };

    private ImmutableArray<string>? Plain(ImmutableArray<string>? texts) => texts is { } list ? [.. list.Select(Value)] : null;
}
